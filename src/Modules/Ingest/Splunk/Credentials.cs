using Microsoft.AspNetCore.Http;

namespace Monolith.Ingest.Splunk;

/// <summary>What a client shows to be let in. Whether it is good has been decided at the door.</summary>
internal static class Credentials
{
    private static readonly string[] Schemes = ["Splunk ", "Basic ", "Bearer ", "ApiKey "];

    /// <summary>
    /// Whether a request shows anything. Clients of the collector send their events as forms or without a type, as any web
    /// page can make a browser do; but no page can make it add this header.
    /// </summary>
    public static bool AreShown(HttpRequest request) =>
        request.Headers.Authorization.Count > 0 || request.Headers.ContainsKey("X-Api-Key");

    /// <summary>Whether what is shown is written in a way that is understood.</summary>
    public static bool AreUnderstood(HttpRequest request)
    {
        var shown = request.Headers.Authorization.ToString();
        return shown.Length == 0
            || Array.Exists(Schemes, scheme => shown.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
    }
}
