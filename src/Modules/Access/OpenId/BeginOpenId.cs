using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;

namespace Monolith.Access.OpenId;

/// <summary>Sends a browser to a provider: <c>GET /sign-in/openid/{provider}</c>.</summary>
internal static class BeginOpenId
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/sign-in/openid/{provider}",
                async (
                    string provider,
                    HttpContext http,
                    OpenIdProviders providers,
                    FlowCookie cookie,
                    ReturnAddress address,
                    TimeProvider clock,
                    CancellationToken cancellationToken
                ) =>
                {
                    var known = providers.Get(provider);
                    var flow = SignInFlow.Begin(
                        known.Name,
                        ReturnPath.Of(http.Request.Query["return"]),
                        clock.GetUtcNow()
                    );
                    try
                    {
                        var metadata = await known.MetadataAsync(notBefore: null, cancellationToken);
                        await cookie.WriteAsync(http, flow, cancellationToken);
                        var asked = new QueryBuilder
                        {
                            { "response_type", "code" },
                            { "client_id", known.Options.ClientId },
                            { "redirect_uri", address.Of(http.Request, known.Name) },
                            { "scope", known.Options.Scopes },
                            { "state", flow.State },
                            { "nonce", flow.Nonce },
                            { "code_challenge", flow.Challenge },
                            { "code_challenge_method", "S256" },
                        };
                        return Results.Redirect(Join(metadata.AuthorizationEndpoint, asked));
                    }
                    catch (ProviderUnavailableException)
                    {
                        return Results.Redirect("/sign-in?problem=provider-unavailable");
                    }
                }
            )
            .Describe(
                "Sends the browser to a provider of identities.",
                api =>
                    api.Path("provider", "Its name, as GET /api/v1/sign-in gives it.")
                        .Query("return", "The path of the page to come back to.")
                        .Gives(StatusCodes.Status302Found, "To the provider.")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-provider")
            )
            .AllowAnonymous();

    private static string Join(string address, QueryBuilder query) =>
        address.Contains('?', StringComparison.Ordinal) ? $"{address}&{query.ToString()[1..]}" : $"{address}{query}";
}
