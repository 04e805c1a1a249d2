using Monolith.Explore.Seen;
using Monolith.Platform.Language;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Sql;

/// <summary>
/// A question about what a reader sees of a tenant's rows in a range of time. All SQL of this module is made here, and it cannot
/// be made without the tenant, the reader's rules and the time; the index of traces alone has no times to ask for. What is hidden
/// is left out beneath all conditions, columns and groupings. Values go to the engine beside the SQL, never in it.
/// </summary>
internal sealed class TenantSql
{
    private const long NanosPerSecond = 1_000_000_000;
    private const long NanosPerMinute = 60 * NanosPerSecond;

    private readonly TenantId _tenant;
    private readonly string _source;
    private readonly List<string> _conditions;

    private TenantSql(Reader reader, string source, SqlValues values, IEnumerable<string> conditions)
    {
        (_tenant, _source, Values) = (reader.Tenant, source, values);
        _conditions = [.. conditions];
    }

    /// <summary>The values of the question.</summary>
    public SqlValues Values { get; }

    /// <summary>A question about records.</summary>
    /// <param name="reader">Who asks.</param>
    /// <param name="range">Of what time.</param>
    /// <param name="values">The values of the question that this one is a part of; null when it is the whole.</param>
    public static TenantSql OverLogs(Reader reader, TimeRange range, SqlValues? values = null)
    {
        values ??= new SqlValues();
        var rules = RowRules.OfLogs(reader.Scope, values);
        return OverTimes("logs", reader, range, values, rules, HiddenColumns.OfLogs(reader.Scope, values));
    }

    /// <summary>A question about spans that began in the range.</summary>
    public static TenantSql OverSpans(Reader reader, TimeRange range, SqlValues? values = null)
    {
        values ??= new SqlValues();
        var rules = RollUps.HaveTraces(reader.Scope) ? RowRules.OfSpans(reader.Scope, values) : "0";
        return OverTimes("spans", reader, range, values, rules, HiddenColumns.OfTraces(reader.Scope, values));
    }

    /// <summary>A question about the spans of a trace that rules for rows hide from the reader: nothing but how many there are may
    /// be asked.</summary>
    public static TenantSql OverUnseenSpans(Reader reader, TimeRange range)
    {
        var values = new SqlValues();
        var rules = RollUps.HaveTraces(reader.Scope) ? RowRules.OfSpans(reader.Scope, values) : null;
        return OverTimes("spans", reader, range, values, rules is null ? "0" : $"NOT {rules}", null);
    }

    /// <summary>A question about some traces: when each was, and what it is in short.</summary>
    /// <param name="reader">Who asks.</param>
    /// <param name="traces">Their ids: 32 hexadecimal digits each.</param>
    public static TenantSql OverTraces(Reader reader, IReadOnlyCollection<string> traces)
    {
        var values = new SqlValues();
        return OverTraces(
            reader,
            values,
            $"trace_id IN arrayMap(t -> toFixedString(unhex(t), 16), {values.Texts(traces)})"
        );
    }

    /// <summary>A question about the traces whose ids other rows have.</summary>
    /// <param name="reader">Who asks.</param>
    /// <param name="ids">Makes the rows: the ids alone.</param>
    public static TenantSql OverTraces(Reader reader, Func<SqlValues, TenantRows> ids)
    {
        var values = new SqlValues();
        return OverTraces(reader, values, $"trace_id IN ({ids(values).Sql})");
    }

    /// <summary>A question about how many records there were in each whole minute that begins in the range.</summary>
    public static TenantSql OverCounts(Reader reader, TimeRange range, SqlValues? values = null)
    {
        values ??= new SqlValues();
        return RollUps.CountRecords(reader.Scope)
            ? OverMinutes("log_counts_1m", reader, range, values, RowRules.OfLogs(reader.Scope, values))
            : OverMinutes(
                OverLogs(reader, Within(range), values),
                "service, severity_number, toUInt64(sum(weight)) AS logs",
                "service, severity_number",
                range
            );
    }

    /// <summary>A question about the requests in each whole minute that begins in the range.</summary>
    public static TenantSql OverRequests(Reader reader, TimeRange range, SqlValues? values = null)
    {
        values ??= new SqlValues();
        return RollUps.CountRequests(reader.Scope)
            ? OverMinutes("http_rollup_1m", reader, range, values, RowRules.OfLogs(reader.Scope, values))
            : OverMinutes(
                OverLogs(reader, Within(range), values).Where("http_status > 0"),
                "service, http_route, toUInt8(intDiv(http_status, 100)) AS status_class, sum(weight) AS requests, "
                    + $"{Weights.CountIf(RequestDurations.IsMeasured)} AS measured, {RequestDurations.State} AS duration_q",
                "service, http_route, status_class",
                range
            );
    }

    /// <summary>A question about the spans that began in each whole minute that begins in the range.</summary>
    public static TenantSql OverCalls(Reader reader, TimeRange range)
    {
        var values = new SqlValues();
        return RollUps.CountCalls(reader.Scope)
            ? OverMinutes("span_rollup_1m", reader, range, values, RowRules.OfSpans(reader.Scope, values))
            : OverMinutes(
                OverSpans(reader, Within(range), values),
                "service, name, kind, peer_service, count() AS calls, countIf(status = 'error') AS errors, "
                    + "quantilesTDigestState(0.5, 0.9, 0.95, 0.99)(duration_ns) AS duration_q",
                "service, name, kind, peer_service",
                range
            );
    }

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
    public TenantRows Rows(string columns, string rest = "")
    {
        var where = _conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", _conditions)} ";
        return new TenantRows(_tenant, Values, $"SELECT {columns} FROM {_source} {where}{rest}".TrimEnd());
    }

    /// <summary>The whole question.</summary>
    /// <param name="columns">What is selected.</param>
    /// <param name="rest">What follows the conditions: grouping, order, limit.</param>
    /// <param name="settings">Settings for this query alone.</param>
    public TenantQuery Select(string columns, string rest, IReadOnlyDictionary<string, string>? settings = null) =>
        Rows(columns, rest).ToQuery(settings);

    private static TenantSql OverTraces(Reader reader, SqlValues values, string isOne)
    {
        var index = new TenantSql(reader, "trace_index", values, [Own(reader, values), isOne]);
        if (RollUps.KnowTraces(reader.Scope))
        {
            return index;
        }

        // The index says when the traces were; what they are is said by the spans that are seen.
        var spans = OverSpans(reader, TimeRange.Everything, values)
            .Where(isOne)
            .Where($"ts >= ({index.Rows("min(min_ts)").Sql})")
            .Where($"ts <= ({index.Rows("max(max_ts)").Sql})")
            .Rows(
                "trace_id, toDate(min(ts)) AS day, min(ts) AS min_ts, max(ts) AS max_ts, "
                    + "max(fromUnixTimestamp64Nano(toUnixTimestamp64Nano(ts) + toInt64(duration_ns), 'UTC')) AS end_ts, "
                    + "count() AS spans, countIf(status = 'error') AS errors, "
                    + "arrayFilter(s -> s != '', groupUniqArray(toString(service))) AS services, "
                    + "max(if(parent_span_id = toFixedString('', 8), toString(service), '')) AS root_service, "
                    + "max(if(parent_span_id = toFixedString('', 8), toString(name), '')) AS root_name",
                "GROUP BY trace_id"
            );
        return new TenantSql(reader, $"({spans.Sql})", values, []);
    }

    private static TenantSql OverTimes(
        string table,
        Reader reader,
        TimeRange range,
        SqlValues values,
        string? rules,
        string? columns
    )
    {
        var sql = new TenantSql(reader, table, values, [Own(reader, values)])
            .Where($"ts >= fromUnixTimestamp64Nano({values.Number(range.FromUnixNano)}, 'UTC')")
            .Where($"ts < fromUnixTimestamp64Nano({values.Number(range.ToUnixNano)}, 'UTC')");
        if (rules is not null)
        {
            sql.Where(rules);
        }

        // Rules are about what the rows have, conditions about what is seen of it: one stands beneath the other.
        return columns is null
            ? sql
            : new TenantSql(reader, $"(SELECT {columns} FROM ({sql.Rows("*").Sql}))", values, []);
    }

    private static TenantSql OverMinutes(string rollUp, Reader reader, TimeRange range, SqlValues values, string? rules)
    {
        var sql = new TenantSql(reader, rollUp, values, [Own(reader, values), .. MinutesOf(range, values)]);
        return rules is null ? sql : sql.Where(rules);
    }

    /// <summary>A roll-up made of rows that are seen.</summary>
    private static TenantSql OverMinutes(TenantSql rows, string columns, string keys, TimeRange range)
    {
        var minutes = rows.Rows(
            $"toStartOfMinute(toDateTime(ts, 'UTC')) AS minute, {columns}",
            $"GROUP BY minute, {keys}"
        );
        var reader = Reader.Whole(rows._tenant);
        return new TenantSql(reader, $"({minutes.Sql})", rows.Values, MinutesOf(range, rows.Values));
    }

    private static string Own(Reader reader, SqlValues values) => $"tenant = {values.Text(reader.Tenant.Value)}";

    private static IEnumerable<string> MinutesOf(TimeRange range, SqlValues values) =>
        [
            $"minute >= toDateTime({values.Number(range.FromUnixNano / NanosPerSecond)}, 'UTC')",
            $"minute < toDateTime({values.Number((range.ToUnixNano + NanosPerSecond - 1) / NanosPerSecond)}, 'UTC')",
        ];

    /// <summary>The time of the rows in the minutes that begin in a range.</summary>
    private static TimeRange Within(TimeRange range) =>
        range with
        {
            ToUnixNano = Math.Min(range.ToUnixNano, TimeRange.Everything.ToUnixNano - NanosPerMinute) + NanosPerMinute,
        };
}
