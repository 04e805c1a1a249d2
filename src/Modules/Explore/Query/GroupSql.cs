using Monolith.Explore.Sql;
using Monolith.Explore.Sql.Fields;
using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Query;

/// <summary>What rows are grouped by, as SQL.</summary>
internal static class GroupSql
{
    private const double NanosPerSecond = 1e9;

    /// <summary>The value that all rows of a group have.</summary>
    public static string Of(LogGroup group, FieldSql field, SqlValues values) =>
        group.Width is not { } width ? field.GroupKey
        : field.Type == ColumnType.Time ? Interval(field.Key, (long)width, values)
        : $"if({field.IsNumber}, floor({field.Number} / {values.Number(width)}) * {values.Number(width)}, NULL)";

    /// <summary>The column that the groups' values are.</summary>
    public static FieldSql Column(LogGroup group, FieldSql field, string alias) =>
        group.Width is null ? field.As(alias)
        : field.Type == ColumnType.Time ? new TimeFieldSql(alias)
        : NumberFieldSql.OfComputed(alias);

    /// <summary>The beginning of the interval in which a moment lies. Intervals are counted from 1970 UTC.</summary>
    public static string Interval(string time, long nanos, SqlValues values)
    {
        if (nanos % NanosPerSecond != 0)
        {
            var width = values.Number(nanos);
            return $"fromUnixTimestamp64Nano(intDiv(toUnixTimestamp64Nano({time}), {width}) * {width}, 'UTC')";
        }

        var seconds = values.Number((long)(nanos / NanosPerSecond));
        return $"toDateTime(intDiv(toUnixTimestamp({time}), {seconds}) * {seconds}, 'UTC')";
    }
}
