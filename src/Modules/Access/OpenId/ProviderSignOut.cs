using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Monolith.Access.Sessions;

namespace Monolith.Access.OpenId;

/// <summary>Where a browser ends its session with the provider too (OpenID Connect RP-Initiated Logout 1.0).</summary>
internal sealed class ProviderSignOut(OpenIdProviders providers, ReturnAddress address)
{
    /// <summary>The provider's page for that.</summary>
    /// <returns>Null when there is none, or the provider does not answer: nobody is kept from signing out here.</returns>
    public async Task<string?> AddressAsync(Session session, HttpRequest request, CancellationToken cancellationToken)
    {
        if (providers.Of(session.Issuer) is not { } provider)
        {
            return null;
        }

        try
        {
            var metadata = await provider.MetadataAsync(notBefore: null, cancellationToken);
            var asked = new QueryBuilder
            {
                { "client_id", provider.Options.ClientId },
                { "post_logout_redirect_uri", $"{address.Origin(request)}/sign-in" },
            };
            return metadata.EndSessionEndpoint is { Length: > 0 } page ? $"{page}{asked}" : null;
        }
        catch (ProviderUnavailableException)
        {
            return null;
        }
    }
}
