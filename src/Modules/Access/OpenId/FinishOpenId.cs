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
                    AccessMetrics metrics,
                    CancellationToken cancellationToken
                ) =>
                {
                    var known = providers.Get(provider);
                    var flow = await cookie.TakeAsync(http, cancellationToken);
                    try
                    {
                        var (person, token) = await signIn.FinishAsync(known, flow, http.Request, cancellationToken);
                        await start.BeginAsync(http, person, SessionOf(known, person, token), cancellationToken);
                        metrics.NoteSignIn(known.Name);
                        return Results.Redirect(flow!.Return);
                    }
                    catch (OpenIdRefusedException refused)
                    {
                        metrics.NoteSignIn(known.Name, refused.Reason);
                        var address = http.Connection.RemoteIpAddress;
                        await trail.TellAsync(
                            trail.Refused("access.sign_in.refused", refused.Person, refused.Reason, address),
                            cancellationToken
                        );
                        return Results.Redirect($"/sign-in?problem={ProblemOf(refused)}");
                    }
                    catch (ProviderUnavailableException)
                    {
                        metrics.NoteSignIn(known.Name, "provider_unavailable");
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

    // What the page says of it. That somebody here has the same address is not for whoever asks.
    private static string ProblemOf(OpenIdRefusedException refused) =>
        refused.Reason switch
        {
            "state" => "sign-in-lost",
            "provider" => "provider-refused",
            "not_a_member" => "not-a-member",
            "no_address" => "no-address",
            _ => "sign-in-refused",
        };

    private static Session SessionOf(OpenIdProvider provider, Person person, ClaimsIdentity token) =>
        new()
        {
            Tenant = person.Memberships[0].Tenant,
            Way = provider.Name,
            Issuer = provider.Issuer,
            ProviderSession = token.FindFirst("sid")?.Value,
        };
}
