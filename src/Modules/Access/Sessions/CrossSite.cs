using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;
using Monolith.Access.SignIn;

namespace Monolith.Access.Sessions;

/// <summary>Tells requests that a page of ours has sent from those that another site has had a browser send.</summary>
internal sealed class CrossSite(IOptions<AccessOptions> options)
{
    /// <summary>The header that another site cannot send, because it cannot know the value.</summary>
    public const string Header = "X-Csrf-Token";

    /// <summary>Whether a request may be done for the session that it shows: it changes nothing, or is ours.</summary>
    public bool Allows(HttpRequest request, Session session) =>
        IsSafe(request.Method)
        || (IsFromHere(request) && SecretText.AreSame(request.Headers[Header].ToString(), session.Csrf));

    /// <summary>Whether the browser says that a page of ours has sent it. Who says nothing is no browser of today.</summary>
    public bool IsFromHere(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        return (site.Length == 0 || site is "same-origin" or "none") && (origin.Length == 0 || IsHere(origin, request));
    }

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private bool IsHere(string origin, HttpRequest request) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)
        || string.Equals(origin, options.Value.PublicUrl?.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);
}
