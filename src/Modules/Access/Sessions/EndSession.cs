using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.LocalAccounts;
using Monolith.Access.OpenId;
using Monolith.Access.SignIn;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;

namespace Monolith.Access.Sessions;

/// <summary>Signs out: <c>DELETE /api/v1/session</c>.</summary>
internal static class EndSession
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/api/v1/session",
                async Task<IResult> (
                    HttpContext http,
                    SessionStore sessions,
                    SessionCookie cookie,
                    SignInTrail trail,
                    ProviderSignOut provider,
                    CancellationToken cancellationToken
                ) =>
                {
                    var who = SignedIn.Of(http);
                    var entry = trail.By("access.session.ended", who.Person, who.Tenant, ("reason", "signed_out"));
                    var hash = who.Found.Session.Hash;
                    await sessions.EndAsync(who.Person.Id, s => s.Hash == hash, entry, cancellationToken);
                    cookie.Forget(http);
                    return
                        await provider.AddressAsync(who.Found.Session, http.Request, cancellationToken) is { } address
                        ? DocumentJson.Answer(new Response(address))
                        : TypedResults.NoContent();
                }
            )
            .Describe("Signs out.", api => api.Gives(StatusCodes.Status204NoContent, "The session is over."))
            .OpenWithoutSecondFactor()
            .RequireAuthorization(SignedIn.Policy);

    /// <summary>Where the browser goes on.</summary>
    /// <param name="LogoutUrl">The provider's page that ends its own session.</param>
    internal sealed record Response(string LogoutUrl);
}
