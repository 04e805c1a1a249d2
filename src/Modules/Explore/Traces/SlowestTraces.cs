using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Traces;

/// <summary>Asks which traces took longest. The index of traces knows how long each was, whichever of its spans are wanted.</summary>
internal static class SlowestTraces
{
    private const string Nanos = "toUnixTimestamp64Nano(max(end_ts)) - toUnixTimestamp64Nano(min(min_ts))";
    private const long NanosPerDay = 24L * 60 * 60 * 1_000_000_000;

    /// <summary>Asks for the ids of the traces and for how long each took, the longest first.</summary>
    /// <param name="reader">Who asks.</param>
    /// <param name="range">Of what time their wanted spans are.</param>
    /// <param name="wanted">The ids of the traces that are wanted, as rows of the question's values.</param>
    /// <param name="after">Where the page before ended; null for the first one.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="settings">Settings for this query alone.</param>
    public static TenantQuery Question(
        Reader reader,
        TimeRange range,
        Func<SqlValues, TenantRows> wanted,
        TraceCursor? after,
        int limit,
        IReadOnlyDictionary<string, string> settings
    )
    {
        // The index is kept by the day. A trace may have begun the day before, and ended the day after.
        var sql = TenantSql.OverTraces(reader, wanted);
        sql.Where($"day >= toDate({sql.Value(Day(range.FromUnixNano) - 1)})")
            .Where($"day <= toDate({sql.Value(Day(range.ToUnixNano) + 1)})");
        var behind = after is null
            ? ""
            : $"HAVING (nanos, trace_id) < ({sql.Value(after.LastNanos)}, toFixedString(unhex({sql.Value(after.LastTrace)}), 16)) ";
        return sql.Select(
            $"lower(hex(trace_id)) AS trace, {Nanos} AS nanos",
            $"GROUP BY trace_id {behind}ORDER BY nanos DESC, trace DESC LIMIT {sql.Value((long)limit)}",
            settings
        );
    }

    // The engine's days begin with 1970.
    private static long Day(long unixNano) => Math.Max(1, unixNano / NanosPerDay);
}
