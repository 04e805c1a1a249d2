using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Access.Sessions;
using Monolith.Access.SignIn;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.LocalAccounts;

/// <summary>Takes the second factor from somebody whose phone is lost: <c>DELETE /api/v1/access/people/{id}/second-factor</c>. All their
/// sessions end.</summary>
internal static class WithdrawSecondFactor
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/api/v1/access/people/{id}/second-factor",
                async (
                    string id,
                    HttpContext http,
                    AccessDirectory directory,
                    AccountStore accounts,
                    SessionStore sessions,
                    SignInTrail trail,
                    CancellationToken cancellationToken
                ) =>
                {
                    var person = ManagedAccount.Of(id, http.User, directory);
                    var (tenant, actor) = (TenantId.Of(http.User).Value, Actor.Of(http.User));
                    if (actor.Name == person.Email)
                    {
                        throw new NotAllowedException(
                            "own-second-factor",
                            "Your own goes with your password: DELETE /api/v1/account/second-factor."
                        );
                    }

                    var read = await accounts.FindAsync(person.Id, cancellationToken);
                    if (read?.Value is { SecondFactor: null, Pending: null } or null)
                    {
                        return TypedResults.NoContent();
                    }

                    await accounts.SaveAsync(
                        read,
                        read.Value.WithoutSecondFactor(),
                        trail.By("access.second_factor.withdrawn", person, tenant) with
                        {
                            Actor = actor,
                        },
                        cancellationToken
                    );
                    await sessions.EndAsync(
                        person.Id,
                        _ => true,
                        trail.By("access.session.ended", person, tenant, ("reason", "second_factor_withdrawn")) with
                        {
                            Actor = actor,
                        },
                        cancellationToken
                    );
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Takes the second factor from somebody who has lost it. All their sessions end.",
                api =>
                    api.Path("id", "The person.")
                        .Gives(StatusCodes.Status204NoContent, "Their password is enough, until they set up another.")
                        .Refuses(StatusCodes.Status403Forbidden, "beyond-your-own")
                        .Refuses(StatusCodes.Status403Forbidden, "own-second-factor")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-person")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .RequireAuthorization(Permissions.ManageAccess);
}
