using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Sql.Fields;

/// <summary>A moment.</summary>
internal sealed class TimeFieldSql(string column) : FieldSql(column)
{
    public override string Exists => $"isNotNull({Key})";

    public override string Text => $"ifNull(formatDateTime({Key}, '%Y-%m-%dT%H:%i:%S.%fZ'), '')";

    public override ColumnType Type => ColumnType.Time;

    public override string Shown => Key;

    public override FieldSql As(string column) => new TimeFieldSql(column);

    /// <summary>Whether it lies between two moments, of which the second does not belong to it.</summary>
    public string IsDuring(SqlValues values, long? fromUnixNano, long? toUnixNano)
    {
        var conditions = new List<string>();
        if (fromUnixNano is { } from)
        {
            conditions.Add($"{Key} >= {Moment(values, from)}");
        }

        if (toUnixNano is { } to)
        {
            conditions.Add($"{Key} < {Moment(values, to)}");
        }

        return conditions.Count == 0 ? "1" : $"({string.Join(" AND ", conditions)})";
    }

    public override string IsOneOf(SqlValues values, IReadOnlyList<string> wanted)
    {
        var conditions = new List<string>();
        foreach (var text in wanted)
        {
            if (LogTime.TryParse(text, out var time))
            {
                conditions.Add($"{Key} = {Moment(values, time.Resolve(default))}");
            }
        }

        return conditions.Count == 0 ? "0" : $"({string.Join(" OR ", conditions)})";
    }

    public override string IsWithin(SqlValues values, LogBound? low, LogBound? high) => "0";

    private static string Moment(SqlValues values, long unixNano) =>
        $"fromUnixTimestamp64Nano({values.Number(unixNano)}, 'UTC')";
}
