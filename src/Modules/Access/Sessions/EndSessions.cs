using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.SignIn;
using Monolith.Platform.Reference;

namespace Monolith.Access.Sessions;

/// <summary>Signs out elsewhere: <c>DELETE /api/v1/account/sessions</c> everywhere, <c>DELETE /api/v1/account/sessions/{id}</c> in one
/// place.</summary>
internal static class EndSessions
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapDelete(
                "/api/v1/account/sessions",
                (HttpContext http, SessionStore sessions, SignInTrail trail, CancellationToken cancellationToken) =>
                    EndAsync(http, sessions, trail, _ => true, "everywhere", cancellationToken)
            )
            .Describe(
                "Signs out everywhere, here too.",
                api => api.Gives(StatusCodes.Status204NoContent, "All sessions of the caller are over.")
            )
            .RequireAuthorization(SignedIn.Policy);
        routes
            .MapDelete(
                "/api/v1/account/sessions/{id}",
                (
                    string id,
                    HttpContext http,
                    SessionStore sessions,
                    SignInTrail trail,
                    CancellationToken cancellationToken
                ) => EndAsync(http, sessions, trail, s => s.Id == id, "one", cancellationToken)
            )
            .Describe(
                "Signs out in one place.",
                api =>
                    api.Path("id", "The session, as the list names it.")
                        .Gives(StatusCodes.Status204NoContent, "It is over, or was before.")
            )
            .RequireAuthorization(SignedIn.Policy);
    }

    private static async Task<IResult> EndAsync(
        HttpContext http,
        SessionStore sessions,
        SignInTrail trail,
        Func<Session, bool> isEnded,
        string what,
        CancellationToken cancellationToken
    )
    {
        var who = SignedIn.Of(http);
        var entry = trail.By("access.session.ended", who.Person, who.Tenant, ("reason", "signed_out"), ("which", what));
        await sessions.EndAsync(who.Person.Id, isEnded, entry, cancellationToken);
        return TypedResults.NoContent();
    }
}
