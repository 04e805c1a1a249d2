using System.Runtime.CompilerServices;
using Monolith.Audit.Contracts;
using Monolith.Audit.Shipping;
using Monolith.Audit.Trail;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Audit.Reading;

/// <summary>Reads a tenant's trail whole: what ClickHouse has, and what still waits to come there.</summary>
internal sealed class TrailReader(IDocumentStore documents, TrailTable table)
{
    /// <summary>Where the trail ends now.</summary>
    public async Task<TrailHead> HeadAsync(TenantId tenant, CancellationToken cancellationToken) =>
        (await documents.GetAsync<TrailHead>(TrailDocuments.Heads, tenant.Value, cancellationToken))?.Value
        ?? new TrailHead(tenant.Value, 0, AuditChain.Start(tenant.Value));

    /// <summary>The entries up to a head, in the order of their places. Those of ClickHouse are given as they are, with whatever
    /// was done to them; what was appended after the head was read is left out.</summary>
    public async IAsyncEnumerable<TrailLine> ReadAsync(
        TrailHead head,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // In this order: what does not wait any more when it is looked for has come to ClickHouse before that is asked.
        var waiting = await WaitingAsync(head, cancellationToken);
        var beyond = new List<TrailLine>();
        var next = 0L;
        await foreach (var line in table.ReadAsync(head.Tenant, cancellationToken))
        {
            if (line.Seq >= head.Size)
            {
                beyond.Add(line);
                continue;
            }

            for (; next < line.Seq && waiting.TryGetValue(next, out var before); next++)
            {
                yield return before;
            }

            yield return line;
            next = Math.Max(next, line.Seq + 1);
        }

        for (; waiting.TryGetValue(next, out var last); next++)
        {
            yield return last;
        }

        // Entries are appended while others are read. What lies beyond the newest head is none of them.
        var newest = await HeadAsync(new TenantId(head.Tenant), cancellationToken);
        foreach (var line in beyond.Where(l => l.Seq >= newest.Size))
        {
            yield return line;
        }
    }

    private async Task<IReadOnlyDictionary<long, TrailLine>> WaitingAsync(
        TrailHead head,
        CancellationToken cancellationToken
    )
    {
        var waiting = new Dictionary<long, TrailLine>();
        var ofAllTenants = documents.ListAllAsync<WaitingEntry>(TrailDocuments.Waiting, cancellationToken);
        await foreach (var entry in ofAllTenants.Select(d => d.Value).Where(w => w.Tenant == head.Tenant))
        {
            waiting[entry.Line.Seq] = entry.Line;
        }

        return waiting;
    }
}
