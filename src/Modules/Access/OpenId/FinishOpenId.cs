using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.People;
using Monolith.Access.Sessions;
using Monolith.Access.SignIn;
using Monolith.Platform.Reference;

namespace Monolith.Access.OpenId;

/// <summary>A browser comes back from a provider: <c>GET /sign-in/openid/{provider}/callback</c>.</summary>
internal static class FinishOpenId
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/sign-in/openid/{provider}/callback",
                async (
                    string provider,
                    HttpContext http,
                    OpenIdProviders providers,
                    FlowCookie cookie,
                    OpenIdSignIn signIn,
                    SessionStart start,
                    SignInTrail trail,
                    CancellationToken cancellationToken
                ) =>
                {
                    var known = providers.Get(provider);
                    var flow = await cookie.TakeAsync(http, cancellationToken);
                    try
                    {
                        var (person, token) = await signIn.FinishAsync(known, flow, http.Request, cancellationToken);
                        await start.BeginAsync(http, person, SessionOf(known, person, token), cancellationToken);
                        return Results.Redirect(flow!.Return);
                    }
                    catch (OpenIdRefusedException refused)
                    {
                        var address = http.Connection.RemoteIpAddress;
                        await trail.TellAsync(
                            trail.Refused("access.sign_in.refused", refused.Person, refused.Reason, address),
                            cancellationToken
                        );
                        return Results.Redirect("/sign-in?problem=sign-in-refused");
                    }
                    catch (ProviderUnavailableException)
                    {
                        return Results.Redirect("/sign-in?problem=provider-unavailable");
                    }
                }
            )
            .Describe(
                "Takes the browser back from a provider of identities, and signs in who it says.",
                api =>
                    api.Path("provider", "Its name.")
                        .Query("code", "What the provider changes into a token.")
                        .Query("state", "What the browser was sent away with.")
                        .Query("iss", "The provider's address, where it says it.")
                        .Query("error", "Why the provider refuses.")
                        .Gives(
                            StatusCodes.Status302Found,
                            "To the page; to the page of signing in when it was refused."
                        )
                        .Refuses(StatusCodes.Status404NotFound, "no-such-provider")
            )
            .AllowAnonymous();

    private static Session SessionOf(OpenIdProvider provider, Person person, ClaimsIdentity token) =>
        new()
        {
            Tenant = person.Memberships[0].Tenant,
            Way = provider.Name,
            Issuer = provider.Issuer,
            ProviderSession = token.FindFirst("sid")?.Value,
        };
}
