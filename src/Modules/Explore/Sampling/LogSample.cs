using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;

namespace Monolith.Explore.Sampling;

/// <summary>Slices of a time that stand for all of it.</summary>
/// <param name="Slices">In the order of time, at least one; none overlaps another.</param>
/// <param name="Share">Which share of the records lies in them, nearly: above 0, and 1 when they are all of it.</param>
internal sealed record LogSample(IReadOnlyList<TimeRange> Slices, double Share)
{
    /// <summary>True when nothing was left out.</summary>
    public bool IsWhole => Share >= 1;

    /// <summary>All of a time.</summary>
    public static LogSample Whole(TimeRange range) => new([range], 1);

    /// <summary>How many records there are, when so many of them are in the sample.</summary>
    public long Scale(long records) => IsWhole ? records : (long)Math.Round(records / Share);

    /// <summary>A question about the records in the slices.</summary>
    public TenantSql Over(Reader reader, LogCondition condition, DateTimeOffset now)
    {
        var sql = TenantSql
            .OverLogs(reader, new TimeRange(Slices[0].FromUnixNano, Slices[^1].ToUnixNano))
            .Where(condition, now);
        return Slices.Count == 1
            ? sql
            : sql.Where($"({string.Join(" OR ", Slices.Select(slice => IsIn(sql.Values, slice)))})");
    }

    private static string IsIn(SqlValues values, TimeRange slice) =>
        $"(ts >= fromUnixTimestamp64Nano({values.Number(slice.FromUnixNano)}, 'UTC') "
        + $"AND ts < fromUnixTimestamp64Nano({values.Number(slice.ToUnixNano)}, 'UTC'))";
}
