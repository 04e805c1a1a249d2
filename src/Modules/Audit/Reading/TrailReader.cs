using System.Runtime.CompilerServices;
using Monolith.Audit.Shipping;
using Monolith.Audit.Trail;

namespace Monolith.Audit.Reading;

/// <summary>Reads the entries of a trail: those that ClickHouse has, and those that still wait to come there.</summary>
internal sealed class TrailReader(TrailQueue queue, TrailTable table)
{
    /// <summary>Entries in the order of their places. Those of ClickHouse are given as they are, with whatever was done to them.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="begin">The first place.</param>
    /// <param name="end">The place to end before: no more than the head has.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async IAsyncEnumerable<TrailLine> ReadAsync(
        string tenant,
        long begin,
        long end,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // In this order: what does not wait any more when it is looked for has come to ClickHouse before that is asked.
        var waiting = (await queue.ReadAsync(tenant, end, cancellationToken)).ToDictionary(line => line.Seq);
        var next = begin;
        await foreach (var line in table.ReadAsync(tenant, begin, end, cancellationToken))
        {
            for (; next < line.Seq && waiting.TryGetValue(next, out var before); next++)
            {
                yield return before;
            }

            yield return line;
            next = Math.Max(next, line.Seq + 1);
        }

        for (; next < end && waiting.TryGetValue(next, out var last); next++)
        {
            yield return last;
        }
    }

    /// <summary>What stands in ClickHouse beyond the end of the trail, and is none of its entries.</summary>
    public async Task<IReadOnlyList<TrailLine>> ReadBeyondAsync(
        string tenant,
        long end,
        CancellationToken cancellationToken
    )
    {
        var beyond = await table.ReadAsync(tenant, end, end: null, cancellationToken).ToListAsync(cancellationToken);

        // Entries are appended while others are read: the head that is read now is beyond all of them.
        var newest = await queue.HeadAsync(tenant, cancellationToken);
        return [.. beyond.Where(line => line.Seq >= newest.Size)];
    }
}
