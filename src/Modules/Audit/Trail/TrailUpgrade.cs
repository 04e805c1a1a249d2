using Monolith.Audit.Merkle;
using Monolith.Audit.Shipping;
using Monolith.Platform.Documents;

namespace Monolith.Audit.Trail;

/// <summary>Takes over trails of versions that chained entries one to the next: the same entries become the leaves of a tree. Done
/// once for a trail, before the first entry that is appended to it.</summary>
internal sealed class TrailUpgrade(IDocumentStore documents, TrailTable table)
{
    /// <summary>The kind of the heads of chains.</summary>
    public const string Heads = "audit-head";

    /// <summary>The kind of entries of chains that waited, each for itself.</summary>
    public const string Waiting = "audit-waiting";

    private const int MaxAtOnce = 10_000;

    /// <summary>Makes a tree of a chain, if there is one.</summary>
    /// <exception cref="InvalidOperationException">Entries of the chain are missing.</exception>
    /// <exception cref="DocumentConflictException">Another replica was quicker.</exception>
    public async Task RunAsync(string tenant, CancellationToken cancellationToken)
    {
        if (await documents.GetAsync<ChainHead>(Heads, tenant, cancellationToken) is not { } chain)
        {
            return;
        }

        var waiting = await documents
            .ListAllAsync<ChainEntry>(Waiting, cancellationToken)
            .Where(document => document.Value.Tenant == tenant)
            .ToListAsync(cancellationToken);
        var lines = waiting.ToDictionary(document => document.Value.Line.Seq, document => document.Value.Line);
        var shipped = lines.Keys.DefaultIfEmpty(chain.Value.Size).Min();

        // From the first that waits on all of them do: those in between that are in the table are seen there.
        await foreach (var line in table.ReadAsync(tenant, shipped, chain.Value.Size, cancellationToken))
        {
            lines.TryAdd(line.Seq, line);
        }

        var range = await ReadAsync(tenant, shipped, cancellationToken);
        var changes = new DocumentChanges()
            .Delete(Heads, tenant, chain.ETag)
            .Save(TrailDocuments.Shipped, tenant, new ShippedEntries(shipped));
        while (range.Size < chain.Value.Size)
        {
            var line = lines.GetValueOrDefault(range.Size) ?? throw Missing(tenant, range.Size);
            changes.Add(TrailDocuments.Waiting, TrailDocuments.WaitingId(tenant, line.Seq), new WaitingEntries([line]));
            range.Append(line.Leaf());
        }

        foreach (var document in waiting)
        {
            changes.Delete(Waiting, document.Id);
        }

        await documents.CommitAsync(changes.Add(TrailDocuments.Heads, tenant, TrailHead.Of(range)), cancellationToken);
    }

    private async Task<CompactRange> ReadAsync(string tenant, long end, CancellationToken cancellationToken)
    {
        var range = new CompactRange();
        while (range.Size < end)
        {
            var until = Math.Min(end, range.Size + MaxAtOnce);
            var leaves = await table.LeavesAsync(tenant, range.Size, until, cancellationToken);
            while (range.Size < until)
            {
                range.Append(leaves.TryGetValue(range.Size, out var leaf) ? leaf : throw Missing(tenant, range.Size));
            }
        }

        return range;
    }

    private static InvalidOperationException Missing(string tenant, long seq) =>
        new($"The entry {seq} of the audit trail of {tenant} is missing: it cannot become a tree.");

    /// <summary>Where a chain ends.</summary>
    /// <param name="Size">How many entries it has.</param>
    internal sealed record ChainHead(long Size);

    /// <summary>An entry of a chain that waited.</summary>
    /// <param name="Tenant">Whose.</param>
    /// <param name="Line">The entry with its place.</param>
    internal sealed record ChainEntry(string Tenant, TrailLine Line);
}
