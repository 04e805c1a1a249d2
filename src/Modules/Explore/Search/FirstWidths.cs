using Monolith.Explore.Contracts;
using Monolith.Explore.Seen;
using Monolith.Explore.Sql;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Explore.Search;

/// <summary>
/// How much time a search looks through first: five minutes, as the table is sorted by, and more where a tenant has so few records
/// that a question more would cost more than they do. How many they are is remembered for a minute and more, for all who see the same.
/// </summary>
internal sealed class FirstWidths(LogCounts counts, TimeProvider clock)
{
    private const long NanosPerMinute = 60L * 1_000_000_000;
    private const long Most = 20 * NanosPerMinute;

    // Read in about the time that any question takes.
    private const long Rows = 150_000;

    // The table is read in steps of some thousand records, and they do not come evenly: that much less than what a caller may read.
    private const int Reserve = 2;

    // A search that ends now ends a little later each time: the hour before it is told by these steps.
    private const long Step = 10 * NanosPerMinute;
    private const long Hour = 60 * NanosPerMinute;

    private const int Capacity = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Remembered<(TenantId, string, long), long> _records = new(
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(10),
        Capacity,
        clock
    );

    /// <summary>The width for a search that begins at one end of the range, in nanoseconds.</summary>
    /// <param name="reader">Who searches.</param>
    /// <param name="mostRows">How many rows one of their questions may read.</param>
    /// <param name="range">What they search.</param>
    /// <param name="order">From which end.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<long> OfAsync(
        Reader reader,
        long mostRows,
        TimeRange range,
        SearchOrder order,
        CancellationToken cancellationToken
    )
    {
        if (range.ToUnixNano - range.FromUnixNano <= SearchWindows.Least || !RollUps.CountRecords(reader.Scope))
        {
            return SearchWindows.Least;
        }

        var hour = HourAt(range, order);
        var key = (reader.Tenant, reader.Scope.Fingerprint, hour.FromUnixNano);
        var records = await _records.GetAsync(key, () => CountAsync(reader, hour)).WaitAsync(cancellationToken);
        var rows = Math.Min(Rows, mostRows / Reserve);
        return (long)Math.Clamp((double)rows * Hour / Math.Max(1, records), SearchWindows.Least, Most);
    }

    // Whoever asks next waits for the same answer, so nobody's leaving ends it.
    private async Task<long> CountAsync(Reader reader, TimeRange hour)
    {
        try
        {
            return await counts.SumAsync(reader, hour, new TimeBound(Patience, clock), CancellationToken.None);
        }
        catch (ClickHouseException)
        {
            return long.MaxValue; // the least width; and what is wrong, the search itself will say
        }
    }

    private static TimeRange HourAt(TimeRange range, SearchOrder order)
    {
        if (order == SearchOrder.NewestFirst)
        {
            var to = range.ToUnixNano - range.ToUnixNano % Step;
            return new TimeRange(Math.Max(0, to - Hour), to);
        }

        var from = range.FromUnixNano - range.FromUnixNano % Step;
        return new TimeRange(from, from + Hour);
    }
}
