using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Monolith.Platform.Dapr;

/// <summary>
/// Knows the sidecar by the token that both were given (<c>APP_API_TOKEN</c>). Where none was given, every caller on this
/// machine counts as the sidecar; <see cref="DaprServices"/> allows that only as long as no keys are asked for at all.
/// </summary>
internal sealed class SidecarAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    DaprEnvironment environment
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "DaprSidecar";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(
            IsSidecar()
                ? AuthenticateResult.Success(
                    new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(Scheme)), Scheme)
                )
                : AuthenticateResult.Fail("The caller is not the sidecar.")
        );

    private bool IsSidecar()
    {
        if (environment.AppApiToken is { } token)
        {
            // Hashes have one length, so that the comparison's time says nothing about the token's.
            return CryptographicOperations.FixedTimeEquals(
                Hash(token),
                Hash(Request.Headers[DaprEnvironment.TokenHeader].ToString())
            );
        }

        // A connection without an address is a Unix socket.
        return Context.Connection.RemoteIpAddress is not { } caller || IPAddress.IsLoopback(caller);
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
