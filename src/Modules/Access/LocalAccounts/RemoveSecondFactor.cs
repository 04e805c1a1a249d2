using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Sessions;
using Monolith.Access.SignIn;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;

namespace Monolith.Access.LocalAccounts;

/// <summary>Has the account ask for no codes any more: <c>DELETE /api/v1/account/second-factor</c>.</summary>
internal static class RemoveSecondFactor
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/api/v1/account/second-factor",
                async (
                    HttpContext http,
                    AccountSignIn accounts,
                    AccountStore store,
                    SessionStart start,
                    SecondFactorDemand demand,
                    SignInTrail trail,
                    CancellationToken cancellationToken
                ) =>
                {
                    if (demand.IsMade)
                    {
                        throw new SecondFactorNeededException(
                            "Yours stays on. Begin another for another phone: it takes its place."
                        );
                    }

                    var who = SignedIn.Of(http);
                    var asked = await DocumentJson.ReadAsync<PasswordRequest>(http.Request, cancellationToken);
                    var address = http.Connection.RemoteIpAddress;
                    await accounts.SignInAgainAsync(who.Person, asked.Password, address, cancellationToken);
                    await store.SaveAsync(
                        who.Person.Id,
                        account => account.WithoutSecondFactor(),
                        trail.By("access.second_factor.removed", who.Person, tenant: null),
                        cancellationToken
                    );
                    await start.RotateAsync(
                        http,
                        who,
                        session => session with { HasSecondFactor = false },
                        "access.session.rotated",
                        cancellationToken
                    );
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Has the caller's account ask for no codes any more.",
                api =>
                    api.Takes<PasswordRequest>("The password, once more.", DocumentJson.Options)
                        .Gives(StatusCodes.Status204NoContent, "The password is enough from now on.")
                        .Refuses(StatusCodes.Status401Unauthorized, "sign-in-refused")
                        .Refuses(StatusCodes.Status403Forbidden, "second-factor-needed")
                        .Refuses(StatusCodes.Status429TooManyRequests, "too-many-attempts")
            )
            .RequireAuthorization(SignedIn.Policy);
}
