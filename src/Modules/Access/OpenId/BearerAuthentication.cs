using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Monolith.Access.ApiKeys;
using Monolith.Access.Directory;
using Monolith.Access.Doors;

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
        if (KeyHeaders.Read(Request.Headers) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        try
        {
            if (await CallerOfAsync(token, Context.RequestAborted) is not { } caller)
            {
                return AuthenticateResult.Fail("The token opens nothing.");
            }

            Context.Features.Set(new LetIn(caller, stop => CallerOfAsync(token, stop)));
            return AuthenticateResult.Success(new AuthenticationTicket(caller, Scheme));
        }
        catch (ProviderUnavailableException unavailable)
        {
            return AuthenticateResult.Fail(unavailable);
        }
    }

    private async ValueTask<ClaimsPrincipal?> CallerOfAsync(string token, CancellationToken cancellationToken)
    {
        if (
            IssuerOf(token) is not { } issuer
            || providers.Of(issuer) is not { Options.Audience: { } audience } provider
            || await provider.ValidateAsync(token, audience, mustExpire: true, cancellationToken) is not { } said
            || GroupRoles.Of(provider.Options, said, access.Value.Tenant) is not [var first, ..]
        )
        {
            return null;
        }

        var name = said.FindFirst("azp")?.Value ?? said.FindFirst("client_id")?.Value ?? said.FindFirst("sub")?.Value;
        return name is null
            ? null
            : Caller.Make(
                Scheme,
                $"{provider.Name}:{name}",
                first.Tenant,
                directory.Now.EntitlementOf(first.Tenant, first.Roles)
            );
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
