using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Merkle;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Audit.Proofs;

/// <summary>Proves that an entry is in the caller's trail: <c>GET /api/v1/audit/entries/{seq}/proof</c>.</summary>
internal static class ProveEntry
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/entries/{seq:long}/proof", AnswerAsync)
            .Describe(
                "Proves that an entry is in the audit trail, without the rest of it.",
                api =>
                    api.Query("format", "`json`, or `tlog` for a file that other verifiers read (c2sp.org/tlog-proof).")
                        .Gives<Response>(StatusCodes.Status200OK, "The proof.", JsonSerializerOptions.Web)
            );

    /// <param name="Seq">The entry's place.</param>
    /// <param name="Size">How many entries the checkpoint covers.</param>
    /// <param name="Leaf">The hash of the entry, in base64.</param>
    /// <param name="Root">The root that the proof leads to, in base64.</param>
    /// <param name="Proof">The hashes, from the leaf's neighbour up, in base64.</param>
    /// <param name="Checkpoint">The signed note with the root.</param>
    internal sealed record Response(
        long Seq,
        long Size,
        string Leaf,
        string Root,
        IReadOnlyList<string> Proof,
        string Checkpoint
    );

    private static async Task<IResult> AnswerAsync(
        long seq,
        string? format,
        HttpContext http,
        ProofReader proofs,
        CancellationToken cancellationToken
    )
    {
        if (format is not (null or "json" or "tlog"))
        {
            throw new InvalidRequestException("format", "It is 'json' or 'tlog'.");
        }

        var tenant = TenantId.Of(http.User).Value;
        var checkpoint = await proofs.CheckpointAsync(tenant, cancellationToken);
        if (seq < 0 || seq >= checkpoint.Size)
        {
            throw new NotFoundException(
                "no-such-audit-entry",
                $"The newest checkpoint covers {checkpoint.Size} entries, counted from 0. An entry is covered about a second after it was appended."
            );
        }

        var path = Proof.OfInclusion(seq, checkpoint.Size);
        var (hashes, leaf) = await proofs.ReadAsync(tenant, path, seq, cancellationToken);
        if (!Proof.Includes(seq, checkpoint.Size, leaf, checkpoint.Root, hashes))
        {
            throw proofs.Damaged(tenant, $"the tiles of entry {seq} do not lead to the root of the checkpoint.");
        }

        return format == "tlog"
            ? TypedResults.Text(new TlogProof(seq, hashes, checkpoint).ToString(), "text/plain; charset=utf-8")
            : TypedResults.Ok(
                new Response(
                    seq,
                    checkpoint.Size,
                    leaf.ToString(),
                    checkpoint.Root.ToString(),
                    [.. hashes.Select(hash => hash.ToString())],
                    checkpoint.Note!.ToString()
                )
            );
    }
}
