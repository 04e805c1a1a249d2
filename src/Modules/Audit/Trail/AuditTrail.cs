using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Contracts;
using Monolith.Audit.Shipping;
using Monolith.Platform.Documents;

namespace Monolith.Audit.Trail;

/// <summary>Gives entries their places in the tree. Whoever appends at the same moment shares one commit, which moves the head
/// and keeps the entries for ClickHouse, all or nothing: the trail has no gap and no fork, whichever replica appends and
/// whenever it dies.</summary>
internal sealed class AuditTrail(
    IDocumentStore documents,
    TrailUpgrade upgrade,
    TrailShipper shipper,
    Checkpointer checkpointer,
    AuditMetrics metrics,
    ILogger<AuditTrail> logger
) : BackgroundService, IAuditTrail
{
    private const int MaxBatch = 500;
    private const int MaxDocumentLength = 40_000; // in characters, of which some are escaped
    private const int MaxWaiting = 10_000;
    private const int MaxAttempts = 10;

    private readonly Channel<Append> _appends = Channel.CreateBounded<Append>(MaxWaiting);

    /// <inheritdoc/>
    public async Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        var append = new Append(entry);
        try
        {
            await _appends.Writer.WriteAsync(append, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new AuditUnavailableException(); // the host is stopping
        }

        await append.Done.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _appends.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        while (_appends.Reader.TryRead(out var append))
        {
            append.Done.TrySetException(new AuditUnavailableException());
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the documents do not wait for the disk on the thread that starts the host
        var batch = new List<Append>(MaxBatch);
        while (await _appends.Reader.WaitToReadAsync(stoppingToken))
        {
            while (batch.Count < MaxBatch && _appends.Reader.TryRead(out var append))
            {
                batch.Add(append);
            }

            foreach (var ofTenant in batch.GroupBy(a => a.Entry.Tenant, StringComparer.Ordinal))
            {
                await AppendAllAsync(ofTenant.Key, [.. ofTenant], stoppingToken);
            }

            batch.Clear();
        }
    }

    private async Task AppendAllAsync(string tenant, IReadOnlyList<Append> appends, CancellationToken cancellationToken)
    {
        try
        {
            await CommitAsync(tenant, [.. appends.Select(a => a.Entry)], cancellationToken);
            foreach (var append in appends)
            {
                append.Done.TrySetResult();
            }
        }
#pragma warning disable CA1031 // Whatever it is, those who wait must hear of it, and the next ones must get their chance.
        catch (Exception e)
#pragma warning restore CA1031
        {
            metrics.Refused(appends.Count);
            logger.EntriesRefused(e, tenant, appends.Count);
            foreach (var append in appends)
            {
                append.Done.TrySetException(new AuditUnavailableException());
            }
        }
    }

    private async Task CommitAsync(
        string tenant,
        IReadOnlyList<AuditEntry> entries,
        CancellationToken cancellationToken
    )
    {
        // Nearly always nobody has told of any of them before, and the commit itself says when somebody has.
        IReadOnlyList<AuditEntry> unknown = [.. entries.DistinctBy(e => e.Id, StringComparer.Ordinal)];
        for (var attempt = 1; unknown.Count > 0; attempt++)
        {
            try
            {
                var head = await HeadAsync(tenant, cancellationToken);
                await documents.CommitAsync(Changes(tenant, head, unknown), cancellationToken);
                metrics.Appended(unknown.Count);
                shipper.Wake();
                checkpointer.Wake();
                return;
            }
            catch (DocumentConflictException e) when (attempt < MaxAttempts && e.Kind == TrailDocuments.Known)
            {
                unknown = await UnknownAsync(unknown, cancellationToken);
            }
            catch (DocumentConflictException) when (attempt < MaxAttempts)
            {
                // Another replica was quicker: its entries come first.
            }
        }
    }

    private async Task<Document<TrailHead>?> HeadAsync(string tenant, CancellationToken cancellationToken)
    {
        var head = await documents.GetAsync<TrailHead>(TrailDocuments.Heads, tenant, cancellationToken);
        if (head is not null)
        {
            return head;
        }

        await upgrade.RunAsync(tenant, cancellationToken);
        return await documents.GetAsync<TrailHead>(TrailDocuments.Heads, tenant, cancellationToken);
    }

    private static DocumentChanges Changes(string tenant, Document<TrailHead>? head, IReadOnlyList<AuditEntry> entries)
    {
        var changes = new DocumentChanges();
        var range = (head?.Value ?? TrailHead.Empty).ToRange();
        var waiting = new List<TrailLine>();
        var length = 0;
        foreach (var entry in entries)
        {
            var line = new TrailLine(range.Size, entry.Time.ToUniversalTime(), EntryText.Of(entry));
            range.Append(line.Leaf());
            changes.Add(
                TrailDocuments.Known,
                TrailDocuments.KnownId(entry),
                new KnownEntry(line.Seq),
                TrailDocuments.KnownFor
            );
            waiting.Add(line);
            length += line.Entry.Length;
            if (length >= MaxDocumentLength)
            {
                Wait();
            }
        }

        Wait();
        return head is null
            ? changes.Add(TrailDocuments.Heads, tenant, TrailHead.Of(range))
            : changes.Replace(TrailDocuments.Heads, tenant, TrailHead.Of(range), head.ETag);

        void Wait()
        {
            if (waiting.Count > 0)
            {
                var id = TrailDocuments.WaitingId(tenant, waiting[0].Seq);
                changes.Add(TrailDocuments.Waiting, id, new WaitingEntries([.. waiting]));
                waiting.Clear();
                length = 0;
            }
        }
    }

    private async Task<IReadOnlyList<AuditEntry>> UnknownAsync(
        IReadOnlyList<AuditEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var unknown = new List<AuditEntry>(entries.Count);
        foreach (var entry in entries)
        {
            var id = TrailDocuments.KnownId(entry);
            if (await documents.GetAsync<KnownEntry>(TrailDocuments.Known, id, cancellationToken) is null)
            {
                unknown.Add(entry);
            }
        }

        return unknown;
    }

    /// <summary>An entry, and who waits for it.</summary>
    private sealed record Append(AuditEntry Entry)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
