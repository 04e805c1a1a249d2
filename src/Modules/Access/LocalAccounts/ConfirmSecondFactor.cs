using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Sessions;
using Monolith.Access.SignIn;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;

namespace Monolith.Access.LocalAccounts;

/// <summary>Has the account ask for codes from now on, for who shows one: <c>POST /api/v1/account/second-factor/confirm</c>.</summary>
internal static class ConfirmSecondFactor
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/account/second-factor/confirm",
                async (
                    HttpContext http,
                    AccountStore store,
                    SessionStart start,
                    SignInTrail trail,
                    CancellationToken cancellationToken
                ) =>
                {
                    var who = SignedIn.Of(http);
                    var asked = await DocumentJson.ReadAsync<Request>(http.Request, cancellationToken);
                    var read = await store.FindAsync(who.Person.Id, cancellationToken);
                    if (read?.Value.Pending is not { } pending)
                    {
                        throw new ConflictException("no-second-factor-begun", "Begin a second factor first.");
                    }

                    var factor =
                        await store.TakeCodeAsync(who.Person.Id, pending, asked.Code.Trim(), cancellationToken)
                        ?? throw new InvalidRequestException("code", "It is not the code that the phone shows now.");
                    var codes = RecoveryCodes.New();
                    var account = read.Value with
                    {
                        SecondFactor = factor,
                        Pending = null,
                        RecoveryCodes = [.. codes.Select(RecoveryCodes.HashOf)],
                    };
                    var entry = trail.By("access.second_factor.enrolled", who.Person, tenant: null);
                    await store.SaveAsync(read, account, entry, cancellationToken);
                    await start.RotateAsync(
                        http,
                        who,
                        session => session with { HasSecondFactor = true },
                        "access.session.rotated",
                        cancellationToken
                    );
                    http.Response.Headers.CacheControl = "no-store";
                    return DocumentJson.Answer(new Response(codes));
                }
            )
            .Describe(
                "Has the caller's account ask for codes from now on.",
                api =>
                    api.Takes<Request>("A code of the phone.", DocumentJson.Options)
                        .Gives<Response>(StatusCodes.Status200OK, "What to keep safe.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status409Conflict, "no-second-factor-begun")
            )
            .OpenWithoutSecondFactor()
            .RequireAuthorization(SignedIn.Policy);

    /// <summary>A code.</summary>
    /// <param name="code">What the phone shows now.</param>
    internal sealed class Request(string code)
    {
        public string Code => code;
    }

    /// <summary>What to keep safe.</summary>
    /// <param name="RecoveryCodes">Each lets in once where the phone is lost. They are never shown again.</param>
    internal sealed record Response(IReadOnlyList<string> RecoveryCodes);
}
