using System.Collections.Concurrent;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Merkle;
using Monolith.Audit.Shipping;
using Monolith.Platform.Problems;

namespace Monolith.Audit.Proofs;

/// <summary>Makes proofs from tiles, of the newest checkpoint that ClickHouse has all tiles of. Thread-safe.</summary>
internal sealed class ProofReader(KnownTiles tiles, CheckpointTable stored, CheckpointStore signed)
{
    private readonly ConcurrentDictionary<string, Checkpoint> _newest = new(StringComparer.Ordinal);

    /// <summary>The newest checkpoint.</summary>
    /// <exception cref="NotFoundException">There is none yet.</exception>
    public async Task<Checkpoint> CheckpointAsync(string tenant, CancellationToken cancellationToken)
    {
        // The documents are nearer than ClickHouse, which cannot have a newer one than was signed.
        var last = await signed.FindAsync(tenant, cancellationToken);
        if (_newest.TryGetValue(tenant, out var known) && known.Note!.ToString() == last?.Value.Note)
        {
            return known;
        }

        var newest =
            await stored.FindNewestAsync(tenant, cancellationToken)
            ?? throw new NotFoundException(
                "no-checkpoint",
                "The audit trail has no checkpoint yet. One comes about a second after the first entry."
            );
        _newest[tenant] = newest;
        return newest;
    }

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
            throw Damaged(tenant, e.Message);
        }
    }

    /// <summary>What is thrown when a proof does not fit the checkpoint. The next one is made of what is there then.</summary>
    public ConflictException Damaged(string tenant, string detail)
    {
        tiles.Forget(tenant);
        return new ConflictException(
            "audit-trail-damaged",
            $"The audit trail is not as it was signed: {detail} Run 'monolith audit verify'."
        );
    }
}
