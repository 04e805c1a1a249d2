using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.Audit.Contracts;
using Monolith.Audit.Trail;
using Monolith.Platform.Documents;
using Monolith.Platform.Events;
using Monolith.Platform.Leases;

namespace Monolith.Audit.Shipping;

/// <summary>Brings entries that have their place in a chain into ClickHouse, in order, on one replica. An entry stays in the
/// document store until it was seen in the table.</summary>
internal sealed class TrailShipper(
    IDocumentStore documents,
    TrailTable table,
    ILeases leases,
    AuditMetrics metrics,
    TimeProvider clock,
    ILogger<TrailShipper> logger
) : BackgroundService
{
    private const int MaxAtOnce = 1000;
    private const int MaxInOneCommit = 100;
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan IdleWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    private readonly Wake _wake = new();

    /// <summary>Says that there are entries to ship.</summary>
    public void Wake() => _wake.Signal();

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var retry = FirstRetry;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var lease = await leases.TryAcquireAsync("audit-shipping", LeaseDuration, stoppingToken);
                if (lease is not null)
                {
                    await ShipAsync(lease, () => retry = FirstRetry, stoppingToken);
                }

                await Task.Delay(IdleWait, clock, stoppingToken);
            }
#pragma warning disable CA1031 // Whatever it is: entries are durable where they are, and waiting loses nothing.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                logger.EntriesWait(e, retry);
                await Task.Delay(retry, clock, stoppingToken);
                retry = TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, LongestRetry.Ticks));
            }
        }
    }

    private async Task ShipAsync(ILease lease, Action succeeded, CancellationToken stoppingToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, stoppingToken);
        await table.MigrateAsync(both.Token);
        while (!lease.Lost.IsCancellationRequested)
        {
            foreach (var ofTenant in (await WaitingAsync(both.Token)).GroupBy(w => w.Tenant, StringComparer.Ordinal))
            {
                await ShipAsync(ofTenant.Key, [.. ofTenant.Select(w => w.Line).OrderBy(l => l.Seq)], both.Token);
            }

            succeeded();
            await _wake.WaitAsync(IdleWait, both.Token);
        }
    }

    private async Task ShipAsync(string tenant, IReadOnlyList<TrailLine> lines, CancellationToken cancellationToken)
    {
        // An earlier attempt may have brought some of them, and died or lost the answer.
        var links = await table.LinksAsync(tenant, lines[0].Seq, lines[^1].Seq, cancellationToken);
        var missing = lines.Where(line => !links.ContainsKey(line.Seq)).ToList();
        if (missing.Count > 0)
        {
            await table.InsertAsync(tenant, missing, cancellationToken);
            metrics.Stored(missing.Count);
        }

        var forked = lines.Where(line => links.TryGetValue(line.Seq, out var link) && link != line.Link).ToList();
        if (forked.Count > 0)
        {
            logger.TrailForked(tenant, forked[0].Seq);
        }

        foreach (var done in lines.Except(forked).Chunk(MaxInOneCommit))
        {
            var changes = new DocumentChanges();
            foreach (var line in done)
            {
                changes.Delete(TrailDocuments.Waiting, TrailDocuments.WaitingId(tenant, line.Seq));
            }

            await documents.CommitAsync(changes, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<WaitingEntry>> WaitingAsync(CancellationToken cancellationToken) =>
        await documents
            .ListAllAsync<WaitingEntry>(TrailDocuments.Waiting, cancellationToken)
            .Select(document => document.Value)
            .Take(MaxAtOnce)
            .ToListAsync(cancellationToken);
}
