using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;
using Monolith.Access.BreakGlass;
using Monolith.Access.ClientCertificates;
using Monolith.Access.OpenId;
using Monolith.Access.Sessions;

namespace Monolith.Access.Doors;

/// <summary>The one way in: it looks at what a request shows and leaves the rest to the door for that.</summary>
internal static class Entrance
{
    /// <summary>The authentication scheme that all endpoints go by.</summary>
    public const string Scheme = "Monolith";

    /// <summary>The scheme of the door that a request is for. Whoever shows a key comes in by the key: nobody sends one by following a
    /// link, and it may open more than a certificate.</summary>
    public static string Choose(HttpContext context) =>
        KeyHeaders.Read(context.Request.Headers) is { } key ? DoorFor(key, context)
        : IsKnownByCertificate(context) ? ClientCertificateAuthentication.Scheme
        : HasSession(context) ? SessionAuthentication.Scheme
        : ApiKeyAuthentication.Scheme;

    private static string DoorFor(string key, HttpContext context) =>
        context.RequestServices.GetRequiredService<BreakGlassKey>().Is(key) ? BreakGlassAuthentication.Scheme
        : BearerAuthentication.IsToken(key)
        && context.RequestServices.GetRequiredService<OpenIdProviders>().HaveAudience
            ? BearerAuthentication.Scheme
        : ApiKeyAuthentication.Scheme;

    private static bool IsKnownByCertificate(HttpContext context) =>
        context.RequestServices.GetRequiredService<KnownCertificates>().AreThere
        && context.Connection.ClientCertificate is not null;

    private static bool HasSession(HttpContext context) =>
        context.RequestServices.GetRequiredService<IOptions<AccessOptions>>().Value.HasSignIn
        && context.RequestServices.GetRequiredService<SessionCookie>().Read(context.Request) is not null;
}
