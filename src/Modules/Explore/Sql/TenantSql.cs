using System.Globalization;
using Monolith.Platform.ClickHouse;
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
    private readonly Dictionary<string, string> _parameters = new(StringComparer.Ordinal);
    private int _values;

    private TenantSql(string table, TenantId tenant)
    {
        _table = table;
        _tenant = tenant;
        _parameters["tenant"] = tenant.Value;
        _conditions.Add("tenant = {tenant:String}");
    }

    /// <summary>A question about records.</summary>
    public static TenantSql OverLogs(TenantId tenant, TimeRange range) => OverTimes("logs", tenant, range);

    /// <summary>A question about spans that began in the range.</summary>
    public static TenantSql OverSpans(TenantId tenant, TimeRange range) => OverTimes("spans", tenant, range);

    /// <summary>A question about some traces: when each was, and what it is in short.</summary>
    /// <param name="tenant">Whose traces.</param>
    /// <param name="traces">Their ids: 32 hexadecimal digits each.</param>
    public static TenantSql OverTraces(TenantId tenant, IEnumerable<string> traces)
    {
        var sql = new TenantSql("trace_index", tenant);
        return sql.Where($"trace_id IN arrayMap(t -> toFixedString(unhex(t), 16), {sql.Value(traces)})");
    }

    private static TenantSql OverTimes(string table, TenantId tenant, TimeRange range)
    {
        var sql = new TenantSql(table, tenant);
        sql._parameters["from"] = Number(range.FromUnixNano);
        sql._parameters["to"] = Number(range.ToUnixNano);
        sql._conditions.Add("ts >= fromUnixTimestamp64Nano({from:Int64}, 'UTC')");
        sql._conditions.Add("ts < fromUnixTimestamp64Nano({to:Int64}, 'UTC')");
        return sql;
    }

    /// <summary>A question about how many records there were in each whole minute that begins in the range.</summary>
    public static TenantSql OverCounts(TenantId tenant, TimeRange range) => OverMinutes("log_counts_1m", tenant, range);

    /// <summary>A question about the requests in each whole minute that begins in the range.</summary>
    public static TenantSql OverRequests(TenantId tenant, TimeRange range) =>
        OverMinutes("http_rollup_1m", tenant, range);

    /// <summary>Adds a condition. Its values must come from <see cref="Value(string)"/> and the like.</summary>
    public TenantSql Where(string condition)
    {
        _conditions.Add(condition);
        return this;
    }

    /// <summary>A placeholder for text.</summary>
    public string Value(string value) => Placeholder("String", value);

    /// <summary>A placeholder for a number.</summary>
    public string Value(long value) => Placeholder("Int64", Number(value));

    /// <summary>A placeholder for a number with a fraction.</summary>
    public string Value(double value) => Placeholder("Float64", value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>A placeholder for an id of a record.</summary>
    public string Value(ulong value) => Placeholder("UInt64", value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A placeholder for a list of texts.</summary>
    public string Value(IEnumerable<string> values) => Placeholder("Array(String)", ClickHouseArray.Of(values));

    /// <summary>The whole question.</summary>
    /// <param name="columns">What is selected.</param>
    /// <param name="rest">What follows the conditions: grouping, order, limit.</param>
    /// <param name="settings">Settings for this query alone.</param>
    public TenantQuery Select(string columns, string rest, IReadOnlyDictionary<string, string>? settings = null) =>
        new(
            _tenant,
            $"SELECT {columns} FROM {_table} WHERE {string.Join(" AND ", _conditions)} {rest}",
            _parameters,
            settings ?? new Dictionary<string, string>(StringComparer.Ordinal)
        );

    /// <summary>A question about the answer to a question.</summary>
    /// <param name="outer">What is selected from the answer.</param>
    /// <param name="inner">What is selected from the rows.</param>
    /// <param name="innerRest">What follows the conditions.</param>
    /// <param name="outerRest">What follows the inner question.</param>
    /// <param name="settings">Settings for this query alone.</param>
    public TenantQuery SelectFrom(
        string outer,
        string inner,
        string innerRest,
        string outerRest,
        IReadOnlyDictionary<string, string> settings
    )
    {
        var query = Select(inner, innerRest, settings);
        return query with { Sql = $"SELECT {outer} FROM ({query.Sql}) {outerRest}" };
    }

    private static TenantSql OverMinutes(string rollUp, TenantId tenant, TimeRange range)
    {
        const long NanosPerSecond = 1_000_000_000;
        var sql = new TenantSql(rollUp, tenant);
        sql._parameters["from"] = Number(range.FromUnixNano / NanosPerSecond);
        sql._parameters["to"] = Number((range.ToUnixNano + NanosPerSecond - 1) / NanosPerSecond);
        sql._conditions.Add("minute >= toDateTime({from:Int64}, 'UTC')");
        sql._conditions.Add("minute < toDateTime({to:Int64}, 'UTC')");
        return sql;
    }

    private string Placeholder(string type, string value)
    {
        var name = $"v{_values++}";
        _parameters[name] = value;
        return $"{{{name}:{type}}}";
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
