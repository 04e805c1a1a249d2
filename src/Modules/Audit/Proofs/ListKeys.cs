using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Checkpoints;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Audit.Proofs;

/// <summary>Says which keys have signed the checkpoints of the caller's trail: <c>GET /api/v1/audit/keys</c>. Who noted one of them
/// elsewhere can follow the statements from it to the others.</summary>
internal static class ListKeys
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/keys",
                async (HttpContext http, SigningKeys keys, CancellationToken cancellationToken) =>
                {
                    var stored = await keys.ListAsync(TenantId.Of(http.User).Value, cancellationToken);
                    return TypedResults.Ok(new Response([.. stored.Select(Shown)]));
                }
            )
            .Describe(
                "Lists the public keys that checkpoints of the audit trail were signed with, the oldest first.",
                api => api.Gives<Response>(StatusCodes.Status200OK, "The keys.", JsonSerializerOptions.Web)
            );

    /// <param name="Keys">The keys; the last one signs.</param>
    internal sealed record Response(IReadOnlyList<Found> Keys);

    /// <param name="Number">The key's number, from 1.</param>
    /// <param name="FromSize">The size of the last checkpoint that the key before it has signed.</param>
    /// <param name="Key">The key, in the one line of signed notes.</param>
    /// <param name="Statement">The note that says so, signed by the key before it.</param>
    internal sealed record Found(int Number, long FromSize, string Key, string Statement);

    private static Found Shown(StoredKey stored)
    {
        var (statement, _) = KeyStatement.Parse(stored.Statement);
        return new Found(statement.Number, statement.FromSize, statement.Key.ToString(), stored.Statement);
    }
}
