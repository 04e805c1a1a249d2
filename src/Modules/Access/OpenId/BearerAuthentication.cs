using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Monolith.Access.ApiKeys;
using Monolith.Access.Directory;

namespace Monolith.Access.OpenId;

/// <summary>Lets in programs that show a token of a provider which was made for this installation. What they may do follows from the
/// groups in it. Answers to those it does not know are those of the door for keys.</summary>
internal sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    OpenIdProviders providers,
    AccessDirectory directory,
    IOptions<AccessOptions> access
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "Bearer";

    private const int LongestToken = 16 * 1024;

    /// <summary>Whether a key looks like such a token: three parts with dots between.</summary>
    public static bool IsToken(string key) =>
        key.Length <= LongestToken && key.StartsWith("eyJ", StringComparison.Ordinal) && key.Count(c => c == '.') == 2;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (
            KeyHeaders.Read(Request.Headers) is not { } token
            || IssuerOf(token) is not { } issuer
            || providers.Of(issuer) is not { Options.Audience: { } audience } provider
        )
        {
            return AuthenticateResult.Fail("The token is of nobody who is known.");
        }

        try
        {
            var said = await provider.ValidateAsync(token, audience, mustExpire: true, Context.RequestAborted);
            var name =
                said?.FindFirst("azp")?.Value ?? said?.FindFirst("client_id")?.Value ?? said?.FindFirst("sub")?.Value;
            if (
                said is null
                || name is null
                || GroupRoles.Of(provider.Options, said, access.Value.Tenant) is not [var first, ..]
            )
            {
                return AuthenticateResult.Fail("The token opens nothing.");
            }

            var caller = Caller.Make(
                Scheme,
                $"{provider.Name}:{name}",
                first.Tenant,
                directory.Now.EntitlementOf(first.Tenant, first.Roles)
            );
            return AuthenticateResult.Success(new AuthenticationTicket(caller, Scheme));
        }
        catch (ProviderUnavailableException unavailable)
        {
            return AuthenticateResult.Fail(unavailable);
        }
    }

    private static string? IssuerOf(string token)
    {
        try
        {
            return new JsonWebToken(token).Issuer;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return null;
        }
    }
}
