using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Monolith.Platform.Listening;

/// <summary>Headers of every answer that keep browsers from doing more with it than was meant. An answer that has one already keeps its
/// own: the page may run its scripts.</summary>
internal static class SecurityHeaders
{
    // For a year, and for the names below it: whoever knew one of those could set cookies for this one.
    private const string HttpsOnly = "max-age=31536000; includeSubDomains";

    /// <summary>Adds them to all answers. As each begins, because whatever an error leaves of an answer has lost its headers.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(AddAsync, context);
                return next(context);
            }
        );

    private static Task AddAsync(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("Referrer-Policy", "no-referrer");
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");

        // An answer of the API that is opened as a page shows nothing, runs nothing and is shown in nobody's frame.
        headers.TryAdd("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.TryAdd("Cache-Control", "no-store");
        if (context.Request.IsHttps && !IsThisMachine(context.Request.Host.Host))
        {
            headers.TryAdd("Strict-Transport-Security", HttpsOnly);
        }

        return Task.CompletedTask;
    }

    // What a browser keeps of a name counts for all its ports, and on this machine others belong to somebody else.
    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
