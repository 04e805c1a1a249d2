using Microsoft.Extensions.Logging;
using Monolith.Audit.Merkle;
using Monolith.Audit.Shipping;
using Monolith.Audit.Trail;
using Monolith.Platform.Documents;
using Monolith.Platform.Leases;

namespace Monolith.Audit.Checkpoints;

/// <summary>Signs where trails end, on one replica. It never signs two checkpoints of which one does not go on from the other: it
/// appends what came since the last one to the tree of that one, and what it gets must be the head's root; and the new one takes the
/// last one's place under its ETag, whatever another replica does meanwhile.</summary>
internal sealed class Checkpointer(
    TrailQueue queue,
    TrailTable entries,
    CheckpointStore checkpoints,
    SigningKeys keys,
    ILeases leases,
    AuditMetrics metrics,
    TimeProvider clock,
    ILogger<Checkpointer> logger
) : LeasedWorker("audit-checkpoints", leases, clock, logger)
{
    private const int MaxAtOnce = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // The tenants that this replica refused to sign for. Touched only by its turns.
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    /// <summary>Half of the second within which an entry is to be covered.</summary>
    protected override TimeSpan TurnWait => TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        _refused.Clear();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task TurnAsync(CancellationToken cancellationToken)
    {
        var isAny = false;
        await foreach (var head in queue.HeadsAsync(cancellationToken))
        {
            isAny |= await SignAsync(head.Id, head.Value, cancellationToken);
        }

        if (isAny)
        {
            // Those who append all the time share checkpoints.
            await Task.Delay(Pause, Clock, cancellationToken);
        }
    }

    /// <returns>True when something was signed.</returns>
    private async Task<bool> SignAsync(string tenant, TrailHead head, CancellationToken cancellationToken)
    {
        var last = await checkpoints.FindAsync(tenant, cancellationToken);
        if (last?.Value.Size == head.Size && last.Value.Root == head.Root)
        {
            return false;
        }

        var range = last?.Value.ToRange() ?? new CompactRange();
        await AppendAsync(tenant, range, head.Size, cancellationToken);
        if (range.Size != head.Size || range.Root().ToString() != head.Root)
        {
            if (_refused.Add(tenant))
            {
                logger.TrailInconsistent(tenant, last?.Value.Size ?? 0);
            }

            return false;
        }

        try
        {
            using var signer = await keys.OpenAsync(tenant, last, cancellationToken);
            var note = signer.Sign(new Checkpoint(signer.Key.Name, range.Size, range.Root()).Text);
            var checkpoint = SignedCheckpoint.Of(range, note, Clock.GetUtcNow());
            await checkpoints.KeepAsync(tenant, last, checkpoint, cancellationToken);
            metrics.Signed();
        }
        catch (DocumentConflictException)
        {
            // The key was rotated, or another replica was quicker. The next turn goes on from what is there then.
        }

        return true;
    }

    /// <summary>Appends the entries up to a place, wherever they are.</summary>
    private async Task AppendAsync(string tenant, CompactRange range, long end, CancellationToken cancellationToken)
    {
        while (range.Size < end)
        {
            var before = range.Size;
            if (await queue.FindAsync(tenant, before, cancellationToken) is { } lines)
            {
                foreach (var line in lines.Where(line => line.Seq < end))
                {
                    range.Append(line.Leaf());
                }
            }
            else
            {
                var leaves = await entries.LeavesAsync(
                    tenant,
                    before,
                    Math.Min(end, before + MaxAtOnce),
                    cancellationToken
                );
                while (leaves.TryGetValue(range.Size, out var leaf))
                {
                    range.Append(leaf);
                }
            }

            if (range.Size == before)
            {
                return; // neither waiting nor in ClickHouse
            }
        }
    }
}
