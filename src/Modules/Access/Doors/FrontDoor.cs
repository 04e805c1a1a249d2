using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Access.ApiKeys;
using Monolith.Access.ClientCertificates;

namespace Monolith.Access.Doors;

/// <summary>The one way in: it looks at what a request shows and leaves the rest to the door for that.</summary>
internal static class FrontDoor
{
    /// <summary>The authentication scheme that all endpoints go by.</summary>
    public const string Scheme = "Monolith";

    /// <summary>The scheme of the door that a request is for.</summary>
    public static string Choose(HttpContext context) =>
        IsKnownByCertificate(context) ? ClientCertificateAuthentication.Scheme : ApiKeyAuthentication.Scheme;

    // Whoever shows a key beside it comes in by the key, which may open more.
    private static bool IsKnownByCertificate(HttpContext context) =>
        context.RequestServices.GetRequiredService<KnownCertificates>().AreThere
        && context.Connection.ClientCertificate is not null
        && KeyHeaders.Read(context.Request.Headers) is null;
}
