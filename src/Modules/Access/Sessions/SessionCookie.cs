using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;

namespace Monolith.Access.Sessions;

/// <summary>How the browser keeps its session: where no script reads it and no other site has it sent, but for following a link here.</summary>
internal sealed class SessionCookie(IOptions<AccessOptions> options)
{
    /// <summary>Its name where the browser comes by https. The prefix has the browser see to it that no other host and no plain
    /// connection has set it.</summary>
    public const string SecureName = "__Host-monolith";

    /// <summary>Its name where the browser comes by plain http: on loopback.</summary>
    public const string PlainName = "monolith-session";

    /// <summary>The token that the browser shows; null when it shows none.</summary>
    public string? Read(HttpRequest request) =>
        request.Cookies[NameFor(request)] is { Length: > 0 } token ? token : null;

    /// <summary>Has the browser keep a token, until it is closed.</summary>
    public void Write(HttpContext http, string token) =>
        http.Response.Cookies.Append(NameFor(http.Request), token, Options(http.Request));

    /// <summary>Has the browser forget it.</summary>
    public void Forget(HttpContext http) => http.Response.Cookies.Delete(NameFor(http.Request), Options(http.Request));

    /// <summary>Whether the browser comes by https, be it to a proxy that goes on by http.</summary>
    public bool IsSecure(HttpRequest request) =>
        request.IsHttps || options.Value.PublicUrl?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true;

    private string NameFor(HttpRequest request) => IsSecure(request) ? SecureName : PlainName;

    private CookieOptions Options(HttpRequest request) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = IsSecure(request),
            Path = "/",
            IsEssential = true,
        };
}
