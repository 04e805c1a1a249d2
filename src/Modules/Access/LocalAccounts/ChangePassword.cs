using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Sessions;
using Monolith.Access.SignIn;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;

namespace Monolith.Access.LocalAccounts;

/// <summary>Chooses another password: <c>POST /api/v1/account/password</c>. Other sessions end: somebody may have known the old one.</summary>
internal static class ChangePassword
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/account/password",
                async (
                    HttpContext http,
                    AccountSignIn accounts,
                    PasswordChange change,
                    SessionStart start,
                    SessionStore sessions,
                    SignInTrail trail,
                    CancellationToken cancellationToken
                ) =>
                {
                    var who = SignedIn.Of(http);
                    var asked = await DocumentJson.ReadAsync<Request>(http.Request, cancellationToken);
                    PasswordChange.Check(asked.New, who.Person, "new");
                    var address = http.Connection.RemoteIpAddress;
                    await accounts.SignInAgainAsync(who.Person, asked.Current, address, cancellationToken);
                    await change.SetAsync(who.Person, asked.New, "changed", cancellationToken);
                    var hash = who.Found.Session.Hash;
                    await sessions.EndAsync(
                        who.Person.Id,
                        s => s.Hash != hash,
                        trail.By("access.session.ended", who.Person, who.Tenant, ("reason", "password_changed")),
                        cancellationToken
                    );
                    await start.RotateAsync(http, who, session => session, "access.session.rotated", cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Chooses another password for the caller. Their other sessions end.",
                api =>
                    api.Takes<Request>("Both passwords.", DocumentJson.Options)
                        .Gives(StatusCodes.Status204NoContent, "It is the password from now on.")
                        .Refuses(StatusCodes.Status401Unauthorized, "sign-in-refused")
                        .Refuses(StatusCodes.Status429TooManyRequests, "too-many-attempts")
            )
            .RequireAuthorization(SignedIn.Policy);

    /// <summary>Both passwords.</summary>
    /// <param name="current">The one that counts until now.</param>
    /// <param name="new">The one that is to count.</param>
    internal sealed class Request(string current, string @new)
    {
        public string Current => current;

        public string New => @new;
    }
}
