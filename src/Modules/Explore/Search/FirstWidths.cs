using Monolith.Explore.Contracts;
using Monolith.Explore.Seen;
using Monolith.Explore.Sql;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Explore.Search;

/// <summary>
/// How much time a search looks through first: five minutes, as the table is sorted by, and more where a tenant has so few records
/// that a question more would cost more than they do. Remembered for a minute and more, for all who see the same.
/// </summary>
internal sealed class FirstWidths(LogCounts counts, TimeProvider clock)
{
    private const long NanosPerMinute = 60L * 1_000_000_000;
    private const long Most = 20 * NanosPerMinute;

    // Read in about the time that any question takes.
    private const long Rows = 150_000;

    // A search that ends now ends a little later each time: the hour before it is told by these steps.
    private const long Step = 10 * NanosPerMinute;
    private const long Hour = 60 * NanosPerMinute;

    private const int Capacity = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Remembered<(TenantId, string, long), long> _widths = new(
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(10),
        Capacity,
        clock
    );

    /// <summary>The width for a search that begins at one end of the range, in nanoseconds.</summary>
    public async Task<long> OfAsync(
        Reader reader,
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
        return await _widths.GetAsync(key, () => FindAsync(reader, hour)).WaitAsync(cancellationToken);
    }

    // Whoever asks next waits for the same answer, so nobody's leaving ends it.
    private async Task<long> FindAsync(Reader reader, TimeRange hour)
    {
        try
        {
            var records = await counts.SumAsync(reader, hour, new TimeBound(Patience, clock), CancellationToken.None);
            return (long)Math.Clamp((double)Rows * Hour / Math.Max(1, records), SearchWindows.Least, Most);
        }
        catch (ClickHouseException)
        {
            return SearchWindows.Least; // what is wrong, the search itself will say
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
