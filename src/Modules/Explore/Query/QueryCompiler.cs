using Monolith.Explore.Admission;
using Monolith.Explore.Contracts;
using Monolith.Explore.Histogram;
using Monolith.Explore.Sql;
using Monolith.Explore.Sql.Fields;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Explore.Query;

/// <summary>Makes SQL of a question, stage by stage.</summary>
internal sealed class QueryCompiler
{
    /// <summary>The most rows that a table has, unless the question asks for fewer.</summary>
    public const int MaxRows = 10_000;

    private const string NewestFirst = "ts DESC, log_id DESC";
    private const double NanosPerSecond = 1e9;

    private readonly SqlValues _values = new();
    private readonly DateTimeOffset _now;
    private readonly TimeRange _range;
    private readonly QueryCost _cost;
    private Relation _rows;
    private StageFields _fields;

    // The columns that are shown when they are not all that the last grouping made.
    private IReadOnlyList<LogField>? _kept;
    private QueryKind _kind = QueryKind.Records;
    private string _count = Weights.Count;
    private Func<double, string>? _quantile;
    private long? _intervalNanos;

    // The column that says of how many bodies patterns were made.
    private string? _sample;
    private int _columns;

    private QueryCompiler(Reader reader, LogQuery query, TimeRange range, DateTimeOffset now)
    {
        (_now, _range) = (now, range);
        _fields = new StageFields(new RecordFields(_values));
        if (RolledUp.Rows(reader, query, range, now, _values) is { } counts)
        {
            _rows = Relation.Of(counts, order: "");
            _count = RolledUp.Count;
            _cost = QueryCost.Small;
        }
        else if (RolledUpRequests.Rows(reader, query, range, now, _values) is { } requests)
        {
            _rows = Relation.Of(requests, order: "");
            (_count, _quantile) = (RolledUp.Count, RolledUpRequests.Quantile);
        }
        else
        {
            var sql = TenantSql.OverLogs(reader, range, _values).Where(query.Filter, now);
            _rows = Relation.Of(sql, NewestFirst);
            _cost = query.Filter.NamesRequests() ? QueryCost.Small : QueryCost.Unknown;
        }
    }

    /// <summary>The plan of a question.</summary>
    /// <param name="reader">Who asks.</param>
    /// <param name="query">The question.</param>
    /// <param name="range">The time that it is about.</param>
    /// <param name="now">What relative times are counted from.</param>
    /// <param name="limit">How many records are given at most; of a table all rows are, up to <see cref="MaxRows"/>.</param>
    /// <exception cref="InvalidQueryException">It names what is not there.</exception>
    public static QueryPlan Compile(Reader reader, LogQuery query, TimeRange range, DateTimeOffset now, int limit)
    {
        var compiler = new QueryCompiler(reader, query, range, now);
        foreach (var stage in query.Stages)
        {
            compiler.Apply(stage);
        }

        return compiler.Plan(limit);
    }

    private void Apply(LogStage stage)
    {
        switch (stage)
        {
            case LogStage.Where where:
                _rows.Where(new ConditionSql(_values, _fields, _now).Of(where.Condition));
                break;
            case LogStage.Stats stats:
                Group(stats.By, stats.Aggregates, _range);
                _kind = QueryKind.Table;
                break;
            case LogStage.Top top:
                Top(top);
                break;
            case LogStage.TimeSeries series:
                TimeSeries(series);
                break;
            case LogStage.Uniq uniq:
                Group([.. uniq.Names.Select(name => new LogGroup(name, null, name.Name))], [], _range);
                _kind = QueryKind.Table;
                break;
            case LogStage.Sort sort:
                _rows.OrderBy(sort.Keys.Select(key => (_fields.Field(key.Field), key.IsDescending)));
                break;
            case LogStage.Limit limit:
                _rows.Limit(limit.Count);
                break;
            case LogStage.Keep keep:
                Keep(keep);
                break;
            case LogStage.Parse parse:
                Parse(parse);
                break;
            case LogStage.Patterns:
                Patterns();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(stage), stage, null);
        }
    }

    private QueryPlan Plan(int limit)
    {
        var isOfRecords = _fields.AreRecords;
        var maxRows = isOfRecords ? limit : MaxRows;
        _rows.Limit(maxRows + 1L);
        if (isOfRecords && _kept is null)
        {
            var columns = RecordColumns.With([.. _fields.Made.Select(made => (made.Name, made.Field.Text))], _values);
            return new QueryPlan(QueryKind.Records, [], _rows.Rows(columns), _range)
            {
                MaxRows = maxRows,
                Cost = _cost,
            };
        }

        var shown = _kept?.Select(name => (name.Name, Field: _fields.Field(name))) ?? _fields.Made;
        var fields = shown.ToList();
        return new QueryPlan(
            _kind == QueryKind.Records ? QueryKind.Table : _kind,
            [.. fields.Select(field => new QueryColumn(field.Name, field.Field.Type))],
            _rows.Rows(
                string.Join(", ", fields.Select(field => field.Field.Shown).Concat(_sample is null ? [] : [_sample]))
            ),
            _range
        )
        {
            HasSample = _sample is not null,
            IntervalNanos = _intervalNanos,
            Cost = _cost,
            MaxRows = maxRows,
        };
    }

    /// <summary>Makes a table with a row for each group.</summary>
    private void Group(
        IReadOnlyList<LogGroup> groups,
        IReadOnlyList<LogAggregate> aggregates,
        TimeRange range,
        string rest = "",
        string? order = null
    )
    {
        var sql = new AggregateSql(_values, _fields, _count, _quantile, _fields.AreRecords);
        var interval = groups.FirstOrDefault(group =>
            group.Width > 0 && _fields.Field(group.Field).Type == ColumnType.Time
        );
        var seconds = (interval?.Width ?? range.ToUnixNano - range.FromUnixNano) / NanosPerSecond;
        var (columns, keys) = (new List<string>(), new List<string>());
        var made = new StageFields(records: null);
        foreach (var group in groups)
        {
            var (field, alias) = (_fields.Field(group.Field), NextAlias());
            columns.Add($"{GroupSql.Of(group, field, _values)} AS {alias}");
            keys.Add(alias);
            made.Add(group.Name, GroupSql.Column(group, field, alias));
        }

        foreach (var aggregate in aggregates)
        {
            var alias = NextAlias();
            columns.Add($"{sql.Of(aggregate, seconds)} AS {alias}");
            made.Add(aggregate.Name, sql.Column(aggregate, alias));
        }

        var grouping = keys.Count == 0 ? "" : $"GROUP BY {string.Join(", ", keys)}";
        var rows = _rows.Grouped(string.Join(", ", columns), $"{grouping} {rest}".Trim());
        Become(rows, made, order ?? Order(made, keys, interval is not null));
    }

    // Intervals come in the order of time, all else with what there is most of first.
    private static string Order(StageFields made, List<string> keys, bool hasIntervals)
    {
        var ascending = keys.Select(key => $"{key} ASC NULLS LAST");
        return hasIntervals || keys.Count == made.Made.Count
            ? string.Join(", ", ascending)
            : string.Join(", ", ascending.Prepend($"{made.Made[keys.Count].Field.Key} DESC NULLS LAST"));
    }

    private void Top(LogStage.Top top)
    {
        var field = _fields.Field(top.Field);
        _rows.Where(field.Exists);
        Group(
            [new LogGroup(top.Field, null, top.Field.Name)],
            [new LogAggregate(LogFunction.Count, null, 0, ColumnNames.Count)],
            _range
        );
        _rows.Limit(top.Count);
        _kind = QueryKind.Table;
    }

    private void TimeSeries(LogStage.TimeSeries series)
    {
        var nanos = series.EveryNanos ?? Intervals.Choose(_range) * (long)NanosPerSecond;
        var time = new LogField(LogFields.Timestamp);
        LogGroup[] groups = series.By is { } by
            ? [new LogGroup(by, null, by.Name), new LogGroup(time, nanos, LogFields.Timestamp)]
            : [new LogGroup(time, nanos, LogFields.Timestamp)];
        var timeAlias = $"c{_columns + groups.Length - 1}";
        var seriesAlias = series.By is null ? "" : $"c{_columns}, ";

        // Intervals without records are filled in, for each series by itself.
        var (first, last) = (_values.Number(_range.FromUnixNano), _values.Number(_range.ToUnixNano - 1));
        var fill =
            $"ORDER BY {seriesAlias}{timeAlias} WITH FILL "
            + $"FROM {GroupSql.Interval($"fromUnixTimestamp64Nano({first}, 'UTC')", nanos, _values)} "
            + $"TO {GroupSql.Interval($"fromUnixTimestamp64Nano({last}, 'UTC')", nanos, _values)} + toIntervalSecond(1) "
            + $"STEP toIntervalSecond({nanos / (long)NanosPerSecond})";
        Group(groups, series.Aggregates, _range, fill, $"{timeAlias}, {seriesAlias}".TrimEnd(' ', ','));
        var columns = new StageFields(records: null);
        foreach (var (name, field) in _fields.Made.OrderByDescending(made => made.Name == LogFields.Timestamp))
        {
            columns.Add(name, field);
        }

        _fields = columns;
        (_kind, _intervalNanos) = (QueryKind.TimeSeries, nanos);
    }

    private void Keep(LogStage.Keep keep)
    {
        foreach (var name in keep.Names)
        {
            _ = _fields.Field(name);
        }

        _kept = keep.Names;
    }

    private void Parse(LogStage.Parse parse)
    {
        var (source, regex) = (_fields.Field(parse.Source).Text, _values.Text(parse.Regex));
        for (var i = 0; i < parse.Names.Count; i++)
        {
            _fields.Add(
                parse.Names[i],
                new TextFieldSql($"regexpExtract({source}, {regex}, {i + 1})", mayBeNumber: true)
            );
        }
    }

    private void Patterns()
    {
        var sample = _rows;
        sample.Limit(PatternSql.MaxSample);
        var (pattern, count, example, first, last) = (NextAlias(), NextAlias(), NextAlias(), NextAlias(), NextAlias());
        var bodies = NextAlias();
        var rows = sample.Grouped(
            $"{PatternSql.OfBody} AS {pattern}, {Weights.Count} AS {count}, any(leftUTF8(body, {PatternSql.MaxLength})) AS {example}, "
                + $"min(ts) AS {first}, max(ts) AS {last}, toInt64(sum(count()) OVER ()) AS {bodies}",
            $"GROUP BY {pattern}"
        );
        var made = new StageFields(records: null);
        made.Add(ColumnNames.Pattern, new TextFieldSql(pattern));
        made.Add(ColumnNames.Count, NumberFieldSql.OfComputed(count));
        made.Add("example", new TextFieldSql(example));
        made.Add("first", new TimeFieldSql(first));
        made.Add("last", new TimeFieldSql(last));
        Become(rows, made, $"{count} DESC, {pattern}");
        (_kind, _sample) = (QueryKind.Patterns, bodies);
    }

    private void Become(TenantRows rows, StageFields fields, string order)
    {
        _rows = Relation.Of(rows, order);
        (_fields, _kept, _count, _quantile, _sample) = (fields, null, "count()", null, null);
    }

    // No column has the name of another one at any depth: the engine would take one for the other.
    private string NextAlias() => $"c{_columns++}";
}
