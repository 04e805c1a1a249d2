using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Access.Sessions;
using Monolith.Access.SignIn;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;

namespace Monolith.Access.LocalAccounts;

/// <summary>Chooses a password, for who has the link for it: <c>POST /api/v1/account/password-reset</c>. All their sessions end.</summary>
internal static class ResetPassword
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/account/password-reset",
                async (
                    HttpContext http,
                    AccessDirectory directory,
                    AccountStore accounts,
                    PasswordChange change,
                    SessionStore sessions,
                    SignInTrail trail,
                    TimeProvider clock,
                    CancellationToken cancellationToken
                ) =>
                {
                    var asked = await DocumentJson.ReadAsync<Request>(http.Request, cancellationToken);
                    var dot = asked.Token.IndexOf('.', StringComparison.Ordinal);
                    var person = directory.PersonOfId(asked.Token[..Math.Max(dot, 0)]);
                    var read = person is null ? null : await accounts.FindAsync(person.Id, cancellationToken);
                    if (
                        read?.Value.Reset is not { } reset
                        || reset.ExpiresAt <= clock.GetUtcNow()
                        || !SecretText.Is(asked.Token[(dot + 1)..], reset.Hash)
                    )
                    {
                        await trail.TellAsync(
                            trail.Refused("access.password.refused", person, "link", http.Connection.RemoteIpAddress),
                            cancellationToken
                        );
                        throw new NotAllowedException(
                            "password-reset-refused",
                            "The link was used, is older than a day, or is not the last one that was made for you."
                        );
                    }

                    PasswordChange.Check(asked.Password, person!, "password");
                    await change.SetAsync(person!, asked.Password, "reset", cancellationToken);
                    await sessions.EndAsync(
                        person!.Id,
                        _ => true,
                        trail.By("access.session.ended", person, tenant: null, ("reason", "password_changed")),
                        cancellationToken
                    );
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Chooses a password, for who has the link that was made for it.",
                api =>
                    api.Takes<Request>("The password.", DocumentJson.Options)
                        .Gives(StatusCodes.Status204NoContent, "It is the password from now on; sign in with it.")
                        .Refuses(StatusCodes.Status403Forbidden, "password-reset-refused")
                        .Refuses(StatusCodes.Status403Forbidden, "cross-site-request")
            )
            .FromHereOnly()
            .AllowAnonymous();

    /// <summary>A password.</summary>
    /// <param name="token">What stands in the link behind <c>#token=</c>.</param>
    /// <param name="password">The password.</param>
    internal sealed class Request(string token, string password)
    {
        public string Token => token;

        public string Password => password;
    }
}
