using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Monolith.DaprSidecar.Http;

/// <summary>
/// The ways of daprd's router: repeated slashes count once, a trailing one not at all, case matters, and parameters are
/// unescaped as in a query, so that <c>+</c> is a space.
/// </summary>
internal static partial class Router
{
    /// <summary>Before routing: lets it work on the path as it was sent, without surplus slashes.</summary>
    public static Task NormalizeAsync(HttpContext context, RequestDelegate next)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = SeveralSlashes().Replace(target.Split('?')[0], "/");
        if (path.StartsWith('/'))
        {
            context.Request.Path = new PathString(path.Length > 1 ? path.TrimEnd('/') : path);
        }

        return next(context);
    }

    /// <summary>After routing: drops matches that differ in case, and unescapes the parameters of the others.</summary>
    public static Task SettleAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is RouteEndpoint endpoint)
        {
            if (!MatchesCase(endpoint.RoutePattern, context.Request.Path.Value!.Split('/')[1..]))
            {
                context.SetEndpoint(null);
            }

            foreach (var (name, value) in context.Request.RouteValues.ToArray())
            {
                context.Request.RouteValues[name] = WebUtility.UrlDecode(value?.ToString());
            }
        }

        return next(context);
    }

    private static bool MatchesCase(RoutePattern pattern, string[] segments) =>
        pattern
            .PathSegments.Zip(segments)
            .All(pair => pair.First.Parts is not [RoutePatternLiteralPart literal] || literal.Content == pair.Second);

    [GeneratedRegex("/{2,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SeveralSlashes();
}
