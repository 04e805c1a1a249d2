using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Sessions;
using Monolith.Access.SignIn;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;

namespace Monolith.Access.LocalAccounts;

/// <summary>Makes a secret for an app on a phone: <c>POST /api/v1/account/second-factor</c>. Nothing is asked for until the phone has
/// shown a code.</summary>
internal static class BeginSecondFactor
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/account/second-factor",
                async (
                    HttpContext http,
                    AccountSignIn accounts,
                    AccountStore store,
                    SignInTrail trail,
                    CancellationToken cancellationToken
                ) =>
                {
                    var who = SignedIn.Of(http);
                    var person = who.Person;
                    var asked = await DocumentJson.ReadAsync<PasswordRequest>(http.Request, cancellationToken);
                    var address = http.Connection.RemoteIpAddress;
                    await accounts.SignInAgainAsync(person, asked.Password, address, cancellationToken);
                    var (factor, secret) = await store.NewFactorAsync(person.Id, cancellationToken);
                    await store.SaveAsync(
                        person.Id,
                        // Another session has set one up meanwhile: whoever has the password alone must not put theirs in its place.
                        account =>
                            who.NeedsSecondFactor && account.SecondFactor is not null
                                ? throw new SecondFactorNeededException()
                                : account with
                                {
                                    Pending = factor,
                                },
                        trail.By("access.second_factor.begun", person, tenant: null),
                        cancellationToken
                    );
                    http.Response.Headers.CacheControl = "no-store";
                    return DocumentJson.Answer(new Response(Base32.Encode(secret), Totp.Address(secret, person.Email)));
                }
            )
            .Describe(
                "Makes the secret that the caller's phone makes codes from. It counts once a code was shown.",
                api =>
                    api.Takes<PasswordRequest>("The password, once more.", DocumentJson.Options)
                        .Gives<Response>(StatusCodes.Status200OK, "What the phone needs.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status401Unauthorized, "sign-in-refused")
                        .Refuses(StatusCodes.Status403Forbidden, "second-factor-needed")
                        .Refuses(StatusCodes.Status429TooManyRequests, "too-many-attempts")
            )
            .OpenWithoutSecondFactor()
            .RequireAuthorization(SignedIn.Policy);

    /// <summary>What the phone needs.</summary>
    /// <param name="Secret">The secret, to be typed.</param>
    /// <param name="Address">The same as an address (<c>otpauth:</c>), to be shown as a square code.</param>
    internal sealed record Response(string Secret, string Address);
}

/// <summary>The password of somebody who has signed in: it may be somebody else at their machine.</summary>
/// <param name="password">The password.</param>
internal sealed class PasswordRequest(string password)
{
    public string Password => password;
}
