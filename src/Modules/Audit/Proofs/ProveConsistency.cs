using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Merkle;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Audit.Proofs;

/// <summary>Proves that the caller's trail began as it was at an earlier size: <c>GET /api/v1/audit/consistency?from=&amp;to=</c>.</summary>
internal static class ProveConsistency
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/consistency", AnswerAsync)
            .Describe(
                "Proves that the audit trail began as it was at an earlier checkpoint.",
                api =>
                    api.Query("from", "The size of the earlier checkpoint.", ApiType.Number)
                        .Query("to", "The size of the later one; the newest without it.", ApiType.Number)
                        .Gives<Response>(StatusCodes.Status200OK, "The proof.", JsonSerializerOptions.Web)
            );

    /// <param name="From">The earlier size.</param>
    /// <param name="To">The later size.</param>
    /// <param name="Proof">The hashes, in base64.</param>
    /// <param name="Checkpoint">The newest checkpoint: a signed note.</param>
    internal sealed record Response(long From, long To, IReadOnlyList<string> Proof, string Checkpoint);

    private static async Task<IResult> AnswerAsync(
        long from,
        long? to,
        HttpContext http,
        ProofReader proofs,
        CancellationToken cancellationToken
    )
    {
        var tenant = TenantId.Of(http.User).Value;
        var checkpoint = await proofs.CheckpointAsync(tenant, cancellationToken);
        var end = to ?? checkpoint.Size;
        if (from < 0 || from > end)
        {
            throw new InvalidRequestException("from", "It is a size from 0 to that of 'to'.");
        }

        if (end > checkpoint.Size)
        {
            throw new InvalidRequestException("to", $"The newest checkpoint covers {checkpoint.Size} entries.");
        }

        var path = Proof.OfConsistency(from, end);
        var (hashes, _) = await proofs.ReadAsync(tenant, path, leaf: null, cancellationToken);
        return TypedResults.Ok(
            new Response(from, end, [.. hashes.Select(hash => hash.ToString())], checkpoint.Note!.ToString())
        );
    }
}
