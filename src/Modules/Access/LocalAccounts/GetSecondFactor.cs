using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Sessions;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;

namespace Monolith.Access.LocalAccounts;

/// <summary>Whether the caller's account asks for a code: <c>GET /api/v1/account/second-factor</c>.</summary>
internal static class GetSecondFactor
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/account/second-factor",
                async (HttpContext http, AccountStore accounts, CancellationToken cancellationToken) =>
                {
                    var read = await accounts.FindAsync(SignedIn.Of(http).Person.Id, cancellationToken);
                    return DocumentJson.Answer(
                        new Response(
                            read?.Value.SecondFactor is not null,
                            read?.Value.RecoveryCodes.Count ?? 0,
                            read?.Value.Password is not null
                        )
                    );
                }
            )
            .Describe(
                "Shows whether the caller's account asks for a code beside the password.",
                api => api.Gives<Response>(StatusCodes.Status200OK, "What it asks for.", DocumentJson.Options)
            )
            .OpenWithoutSecondFactor()
            .RequireAuthorization(SignedIn.Policy);

    /// <summary>What an account asks for.</summary>
    /// <param name="IsOn">Whether it asks for a code.</param>
    /// <param name="RecoveryCodesLeft">How many recovery codes were not used.</param>
    /// <param name="HasPassword">Whether there is a password: those who come by a provider have none.</param>
    internal sealed record Response(bool IsOn, int RecoveryCodesLeft, bool HasPassword);
}
