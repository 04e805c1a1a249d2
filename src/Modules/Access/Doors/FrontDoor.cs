using Microsoft.AspNetCore.Http;
using Monolith.Access.ApiKeys;

namespace Monolith.Access.Doors;

/// <summary>The one way in: it looks at what a request shows and leaves the rest to the door for that.</summary>
internal static class FrontDoor
{
    /// <summary>The authentication scheme that all endpoints go by.</summary>
    public const string Scheme = "Monolith";

    /// <summary>The scheme of the door that a request is for.</summary>
    public static string Choose(HttpContext context) => ApiKeyAuthentication.Scheme;
}
