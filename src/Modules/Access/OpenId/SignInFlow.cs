using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Monolith.Access.Sessions;
using Monolith.Access.SignIn;
using Monolith.Platform.Security;

namespace Monolith.Access.OpenId;

/// <summary>A browser that was sent to a provider, and what it must come back with.</summary>
/// <param name="Provider">Where it was sent.</param>
/// <param name="State">Comes back with it: nobody else has started this.</param>
/// <param name="Nonce">Comes back in the token: it was made for this.</param>
/// <param name="Verifier">Shows the provider that the code was asked for by us (RFC 7636).</param>
/// <param name="Return">Where the page goes on.</param>
/// <param name="ExpiresAt">When it is too late.</param>
internal sealed record SignInFlow(
    string Provider,
    string State,
    string Nonce,
    string Verifier,
    string Return,
    DateTimeOffset ExpiresAt
)
{
    /// <summary>What the provider is shown of the verifier.</summary>
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <summary>One that begins now.</summary>
    public static SignInFlow Begin(string provider, string returnPath, DateTimeOffset now) =>
        new(provider, SecretText.New(), SecretText.New(), SecretText.New(), returnPath, now + TimeSpan.FromMinutes(10));
}

/// <summary>Has the browser carry its flow, sealed: any replica can go on with it, and nobody else can have started it.</summary>
internal sealed class FlowCookie(ISecretKeys keys, SessionCookie session, TimeProvider clock)
{
    private const string Context = "access/openid-flow";

    public async Task WriteAsync(HttpContext http, SignInFlow flow, CancellationToken cancellationToken)
    {
        var key = await keys.GetWrappingKeyAsync(cancellationToken);
        var sealedFlow = key.Wrap(JsonSerializer.SerializeToUtf8Bytes(flow), Context);
        http.Response.Cookies.Append(NameFor(http), Base64Url.EncodeToString(sealedFlow), Options(http));
    }

    /// <summary>Takes the flow that the browser carries: it comes back once.</summary>
    /// <returns>Null when it carries none, or not one of ours, or is too late.</returns>
    public async Task<SignInFlow?> TakeAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (http.Request.Cookies[NameFor(http)] is not { Length: > 0 } text)
        {
            return null;
        }

        http.Response.Cookies.Delete(NameFor(http), Options(http));
        var key = await keys.GetWrappingKeyAsync(cancellationToken);
        try
        {
            var flow = JsonSerializer.Deserialize<SignInFlow>(key.Unwrap(Base64Url.DecodeFromChars(text), Context));
            return flow?.ExpiresAt > clock.GetUtcNow() ? flow : null;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null; // somebody has changed it
        }
    }

    private string NameFor(HttpContext http) =>
        session.IsSecure(http.Request) ? "__Host-monolith-flow" : "monolith-flow";

    // Lax, because the provider sends the browser back from another site.
    private CookieOptions Options(HttpContext http) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = session.IsSecure(http.Request),
            Path = "/",
            IsEssential = true,
        };
}
