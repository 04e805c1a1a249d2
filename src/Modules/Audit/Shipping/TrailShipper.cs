using Microsoft.Extensions.Logging;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Merkle;
using Monolith.Audit.Trail;
using Monolith.Platform.Leases;

namespace Monolith.Audit.Shipping;

/// <summary>Brings trails into ClickHouse, in order, on one replica: entries, then the tiles over them, then the checkpoint that
/// covers them. An entry stays in the document store until it was seen in its table. Whenever it dies, the next one goes on
/// with what is there.</summary>
internal sealed class TrailShipper(
    TrailQueue queue,
    CheckpointStore checkpoints,
    TrailTable entries,
    TileTable tiles,
    CheckpointTable signed,
    ILeases leases,
    AuditMetrics metrics,
    TimeProvider clock,
    ILogger<TrailShipper> logger
) : LeasedWorker("audit-shipping", leases, clock, logger)
{
    private const int MaxAtOnce = 1000;
    private const int MaxAttempts = 3;

    // An insert costs the engine about what a search does, however few entries it brings: what people do one after the other
    // shares it. Until then the entries are durable and proven where they wait, and a search of the trail does not find them yet.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // What this replica knows of ClickHouse while it has the lease. Touched only by its turns.
    private readonly Dictionary<string, Progress> _progress = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override TimeSpan TurnWait => TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        _progress.Clear();
        await entries.MigrateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task TurnAsync(CancellationToken cancellationToken)
    {
        var isAny = false;
        await foreach (var head in queue.HeadsAsync(cancellationToken))
        {
            var tenant = head.Id;
            if (!_progress.TryGetValue(tenant, out var progress))
            {
                progress = new Progress
                {
                    Shipped = await queue.ShippedAsync(tenant, cancellationToken),
                    Signed = await signed.NewestSizeAsync(tenant, cancellationToken),
                };
                _progress[tenant] = progress;
            }

            // Read before the entries that it covers, so that those are here when it comes.
            var checkpoint = await checkpoints.FindAsync(tenant, cancellationToken);
            while (progress.Shipped < head.Value.Size && await ShipAsync(tenant, progress, cancellationToken))
            {
                isAny = true;
            }

            await TileAsync(tenant, progress, [], cancellationToken);
            if (
                checkpoint is not null
                && checkpoint.Value.Size > progress.Signed
                && checkpoint.Value.Size <= progress.Shipped
            )
            {
                await signed.InsertAsync(tenant, checkpoint.Value, cancellationToken);
                progress.Signed = checkpoint.Value.Size;
            }
        }

        if (isAny)
        {
            await Task.Delay(Pause, Clock, cancellationToken);
        }
    }

    /// <returns>False when nothing waits.</returns>
    private async Task<bool> ShipAsync(string tenant, Progress progress, CancellationToken cancellationToken)
    {
        var (lines, firsts) = (new List<TrailLine>(), new List<long>());
        var next = progress.Shipped;
        while (lines.Count < MaxAtOnce && await queue.FindAsync(tenant, next, cancellationToken) is { } found)
        {
            lines.AddRange(found);
            firsts.Add(next);
            next = found[^1].Seq + 1;
        }

        if (lines.Count == 0)
        {
            return false;
        }

        await InsertAsync(tenant, lines, cancellationToken);
        await TileAsync(tenant, progress, lines, cancellationToken);
        await queue.RemoveAsync(tenant, firsts, next, cancellationToken);
        progress.Shipped = next;
        return true;
    }

    private async Task InsertAsync(string tenant, List<TrailLine> lines, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            // An earlier attempt may have brought some of them, and died or lost the answer.
            var leaves = await entries.LeavesAsync(tenant, lines[0].Seq, lines[^1].Seq + 1, cancellationToken);
            var missing = lines.Where(line => !leaves.ContainsKey(line.Seq)).ToList();
            if (missing.Count == 0)
            {
                if (lines.FirstOrDefault(line => leaves[line.Seq] != line.Leaf()) is { } forked)
                {
                    logger.TrailForked(tenant, forked.Seq);
                }

                return;
            }

            // ClickHouse drops what it was sent before, also where it has lost it since: then it is sent under another name.
            await entries.InsertAsync(tenant, missing, isNew: attempt == 1, cancellationToken);
            metrics.Stored(missing.Count);
        }

        throw new InvalidOperationException(
            $"ClickHouse confirms entries from {lines[0].Seq} on of {tenant} and does not have them."
        );
    }

    /// <summary>Appends entries to the tiles, after those that have no tile yet.</summary>
    private async Task TileAsync(
        string tenant,
        Progress progress,
        List<TrailLine> lines,
        CancellationToken cancellationToken
    )
    {
        var builder = progress.Tiles ??= await tiles.OpenAsync(tenant, cancellationToken);
        var end = lines.Count > 0 ? lines[0].Seq : progress.Shipped;
        while (builder.Size < end)
        {
            // Left by a crash between entries and tiles, or by a version without tiles.
            var until = Math.Min(end, builder.Size + (MaxAtOnce * 10));
            var leaves = await entries.LeavesAsync(tenant, builder.Size, until, cancellationToken);
            while (builder.Size < until && leaves.TryGetValue(builder.Size, out var leaf))
            {
                builder.Append(leaf);
            }

            if (builder.Size < until)
            {
                if (progress.Gone != builder.Size)
                {
                    progress.Gone = builder.Size;
                    logger.EntryGone(tenant, builder.Size);
                }

                break;
            }
        }

        foreach (var line in lines.Where(line => line.Seq == builder.Size))
        {
            builder.Append(line.Leaf());
        }

        var changed = builder.TakeChanged();
        if (changed.Count > 0)
        {
            // Until the tiles are there, nobody knows of them: if this fails they are made anew.
            progress.Tiles = null;
            await tiles.InsertAsync(tenant, changed, cancellationToken);
            progress.Tiles = builder;
        }
    }

    private sealed class Progress
    {
        /// <summary>All entries before this place are in ClickHouse, and wait no more.</summary>
        public long Shipped { get; set; }

        /// <summary>The size of the newest checkpoint in ClickHouse.</summary>
        public long Signed { get; set; }

        /// <summary>The entry that ClickHouse has lost, if that was said.</summary>
        public long? Gone { get; set; }

        /// <summary>The tiles; null when ClickHouse must be asked for them.</summary>
        public TileBuilder? Tiles { get; set; }
    }
}
