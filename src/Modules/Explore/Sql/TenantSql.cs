using Monolith.Platform.Language;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Sql;

/// <summary>
/// A question about one tenant's rows in a range of time. All SQL of this module is made here, and it cannot be made
/// without these two predicates; the index of traces alone has no times to ask for. Values go to the engine beside the
/// SQL, never in it.
/// </summary>
internal sealed class TenantSql
{
    private readonly TenantId _tenant;
    private readonly string _table;
    private readonly List<string> _conditions = [];

    private TenantSql(string table, TenantId tenant, SqlValues? values)
    {
        (_table, _tenant, Values) = (table, tenant, values ?? new SqlValues());
        _conditions.Add($"tenant = {Values.Text(tenant.Value)}");
    }

    /// <summary>The values of the question.</summary>
    public SqlValues Values { get; }

    /// <summary>A question about records.</summary>
    /// <param name="tenant">Whose records.</param>
    /// <param name="range">Of what time.</param>
    /// <param name="values">The values of the question that this one is a part of; null when it is the whole.</param>
    public static TenantSql OverLogs(TenantId tenant, TimeRange range, SqlValues? values = null) =>
        OverTimes("logs", tenant, range, values);

    /// <summary>A question about spans that began in the range.</summary>
    public static TenantSql OverSpans(TenantId tenant, TimeRange range, SqlValues? values = null) =>
        OverTimes("spans", tenant, range, values);

    /// <summary>A question about some traces: when each was, and what it is in short.</summary>
    /// <param name="tenant">Whose traces.</param>
    /// <param name="traces">Their ids: 32 hexadecimal digits each.</param>
    public static TenantSql OverTraces(TenantId tenant, IEnumerable<string> traces)
    {
        var sql = new TenantSql("trace_index", tenant, null);
        return sql.Where($"trace_id IN arrayMap(t -> toFixedString(unhex(t), 16), {sql.Value(traces)})");
    }

    /// <summary>A question about the traces whose ids other rows have.</summary>
    /// <param name="tenant">Whose traces.</param>
    /// <param name="ids">The rows, of one column, with the values of the question.</param>
    public static TenantSql OverTraces(TenantId tenant, Func<SqlValues, TenantRows> ids)
    {
        var sql = new TenantSql("trace_index", tenant, null);
        return sql.Where($"trace_id IN ({ids(sql.Values).Sql})");
    }

    /// <summary>A question about how many records there were in each whole minute that begins in the range.</summary>
    public static TenantSql OverCounts(TenantId tenant, TimeRange range, SqlValues? values = null) =>
        OverMinutes("log_counts_1m", tenant, range, values);

    /// <summary>A question about the requests in each whole minute that begins in the range.</summary>
    public static TenantSql OverRequests(TenantId tenant, TimeRange range, SqlValues? values = null) =>
        OverMinutes("http_rollup_1m", tenant, range, values);

    /// <summary>A question about the spans that began in each whole minute that begins in the range.</summary>
    public static TenantSql OverCalls(TenantId tenant, TimeRange range) =>
        OverMinutes("span_rollup_1m", tenant, range, null);

    /// <summary>Adds a condition. Its values must come from <see cref="Value(string)"/> and the like.</summary>
    public TenantSql Where(string condition)
    {
        _conditions.Add(condition);
        return this;
    }

    /// <inheritdoc cref="SqlValues.Text"/>
    public string Value(string value) => Values.Text(value);

    /// <inheritdoc cref="SqlValues.Number(long)"/>
    public string Value(long value) => Values.Number(value);

    /// <inheritdoc cref="SqlValues.Number(double)"/>
    public string Value(double value) => Values.Number(value);

    /// <inheritdoc cref="SqlValues.Number(ulong)"/>
    public string Value(ulong value) => Values.Number(value);

    /// <inheritdoc cref="SqlValues.Texts"/>
    public string Value(IEnumerable<string> values) => Values.Texts(values);

    /// <summary>The rows, to be asked for or to be selected from again.</summary>
    /// <param name="columns">What is selected.</param>
    /// <param name="rest">What follows the conditions: grouping, order, limit.</param>
    public TenantRows Rows(string columns, string rest = "") =>
        new(
            _tenant,
            Values,
            $"SELECT {columns} FROM {_table} WHERE {string.Join(" AND ", _conditions)} {rest}".TrimEnd()
        );

    /// <summary>The whole question.</summary>
    /// <param name="columns">What is selected.</param>
    /// <param name="rest">What follows the conditions: grouping, order, limit.</param>
    /// <param name="settings">Settings for this query alone.</param>
    public TenantQuery Select(string columns, string rest, IReadOnlyDictionary<string, string>? settings = null) =>
        Rows(columns, rest).ToQuery(settings);

    private static TenantSql OverTimes(string table, TenantId tenant, TimeRange range, SqlValues? values)
    {
        var sql = new TenantSql(table, tenant, values);
        return sql.Where($"ts >= fromUnixTimestamp64Nano({sql.Value(range.FromUnixNano)}, 'UTC')")
            .Where($"ts < fromUnixTimestamp64Nano({sql.Value(range.ToUnixNano)}, 'UTC')");
    }

    private static TenantSql OverMinutes(string rollUp, TenantId tenant, TimeRange range, SqlValues? values)
    {
        const long NanosPerSecond = 1_000_000_000;
        var sql = new TenantSql(rollUp, tenant, values);
        return sql.Where($"minute >= toDateTime({sql.Value(range.FromUnixNano / NanosPerSecond)}, 'UTC')")
            .Where(
                $"minute < toDateTime({sql.Value((range.ToUnixNano + NanosPerSecond - 1) / NanosPerSecond)}, 'UTC')"
            );
    }
}
