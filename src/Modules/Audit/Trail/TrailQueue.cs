using Monolith.Platform.Documents;

namespace Monolith.Audit.Trail;

/// <summary>The entries that wait for ClickHouse, as who reads them sees them.</summary>
internal sealed class TrailQueue(IDocumentStore documents)
{
    private const int MaxAttempts = 5;

    /// <summary>Where a trail ends now.</summary>
    public async Task<TrailHead> HeadAsync(string tenant, CancellationToken cancellationToken) =>
        (await documents.GetAsync<TrailHead>(TrailDocuments.Heads, tenant, cancellationToken))?.Value
        ?? TrailHead.Empty;

    /// <summary>Where the trails of all tenants end now, by tenant.</summary>
    public IAsyncEnumerable<Document<TrailHead>> HeadsAsync(CancellationToken cancellationToken) =>
        documents.ListAllAsync<TrailHead>(TrailDocuments.Heads, cancellationToken);

    /// <summary>How many entries are in ClickHouse and wait no more.</summary>
    public async Task<long> ShippedAsync(string tenant, CancellationToken cancellationToken) =>
        (await documents.GetAsync<ShippedEntries>(TrailDocuments.Shipped, tenant, cancellationToken))?.Value.Size ?? 0;

    /// <summary>The entries from a place on that were committed together; null when they wait no more, or are not there yet.</summary>
    public async Task<IReadOnlyList<TrailLine>?> FindAsync(
        string tenant,
        long first,
        CancellationToken cancellationToken
    )
    {
        var id = TrailDocuments.WaitingId(tenant, first);
        return (await documents.GetAsync<WaitingEntries>(TrailDocuments.Waiting, id, cancellationToken))?.Value.Lines;
    }

    /// <summary>All entries that wait, up to the head's. What is not among them was in ClickHouse before this returned.</summary>
    public async Task<IReadOnlyList<TrailLine>> ReadAsync(string tenant, long end, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var lines = new List<TrailLine>();
            var next = await ShippedAsync(tenant, cancellationToken);
            while (next < end && await FindAsync(tenant, next, cancellationToken) is { } found)
            {
                lines.AddRange(found);
                next = found[^1].Seq + 1;
            }

            if (next >= end)
            {
                return lines;
            }

            if (attempt == MaxAttempts)
            {
                throw new InvalidOperationException($"Entry {next} of {tenant} neither waits nor was shipped.");
            }
        }
    }

    /// <summary>Says that entries are in ClickHouse and need not wait.</summary>
    public Task RemoveAsync(
        string tenant,
        IReadOnlyList<long> firsts,
        long shipped,
        CancellationToken cancellationToken
    )
    {
        var changes = new DocumentChanges().Save(TrailDocuments.Shipped, tenant, new ShippedEntries(shipped));
        foreach (var first in firsts)
        {
            changes.Delete(TrailDocuments.Waiting, TrailDocuments.WaitingId(tenant, first));
        }

        return documents.CommitAsync(changes, cancellationToken);
    }
}
