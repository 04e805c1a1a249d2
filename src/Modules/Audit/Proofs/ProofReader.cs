using Monolith.Audit.Checkpoints;
using Monolith.Audit.Merkle;
using Monolith.Audit.Shipping;
using Monolith.Platform.Problems;

namespace Monolith.Audit.Proofs;

/// <summary>Makes proofs from tiles, of the newest checkpoint that ClickHouse has all tiles of.</summary>
internal sealed class ProofReader(TileTable tiles, CheckpointTable checkpoints)
{
    /// <summary>The newest checkpoint.</summary>
    /// <exception cref="NotFoundException">There is none yet.</exception>
    public async Task<Checkpoint> CheckpointAsync(string tenant, CancellationToken cancellationToken) =>
        await checkpoints.FindNewestAsync(tenant, cancellationToken)
        ?? throw new NotFoundException(
            "no-checkpoint",
            "The audit trail has no checkpoint yet. One comes about a second after the first entry."
        );

    /// <summary>The hashes of a proof, and of one leaf besides.</summary>
    /// <param name="tenant">Whose trail.</param>
    /// <param name="proof">For each hash the leaves that it is of (<see cref="Proof"/>).</param>
    /// <param name="leaf">The place of the leaf; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConflictException">A tile is not as it was written.</exception>
    public async Task<(IReadOnlyList<Hash> Proof, Hash Leaf)> ReadAsync(
        string tenant,
        IReadOnlyList<(long Begin, long End)> proof,
        long? leaf,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<(long Begin, long End)> wanted = leaf is { } place ? [.. proof, (place, place + 1)] : proof;
        try
        {
            var found = await tiles.FindAsync(tenant, TileTree.TilesOf(wanted), cancellationToken);
            var hashes = new TileTree(found).Prove(wanted);
            return leaf is null ? (hashes, default) : ([.. hashes.SkipLast(1)], hashes[^1]);
        }
        catch (TileMissingException e)
        {
            throw Damaged(e.Message);
        }
    }

    /// <summary>What is thrown when a proof does not fit the checkpoint.</summary>
    public static ConflictException Damaged(string detail) =>
        new ConflictException(
            "audit-trail-damaged",
            $"The audit trail is not as it was signed: {detail} Run 'monolith audit verify'."
        );
}
