using System.Globalization;
using Monolith.Explore.Sql;
using Monolith.Explore.Sql.Fields;
using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Query;

/// <summary>Computations over a group as SQL. Rows without the field, or without a number in it, do not count.</summary>
/// <param name="values">Takes the values.</param>
/// <param name="fields">The fields of the rows.</param>
/// <param name="count">How many records the rows stand for.</param>
/// <param name="quantile">A quantile of durations where the rows are of a roll-up; null where they are not.</param>
/// <param name="areRecords">True when each row stands for as many records as its weight says; false when it is a row of a
/// table and stands for itself.</param>
internal sealed class AggregateSql(
    SqlValues values,
    IFieldScope fields,
    string count,
    Func<double, string>? quantile,
    bool areRecords
)
{
    /// <summary>The computation.</summary>
    /// <param name="aggregate">What is computed.</param>
    /// <param name="seconds">How long the time is that a group covers.</param>
    public string Of(LogAggregate aggregate, double seconds) =>
        aggregate switch
        {
            { Function: LogFunction.Rate } => $"{count} / {values.Number(seconds)}",
            { Field: null } => count,
            { Function: LogFunction.Quantile } when quantile is not null => quantile(aggregate.Quantile),
            { Field: var field } => Of(aggregate, fields.Field(field)),
        };

    /// <summary>The column that the computation gives.</summary>
    public FieldSql Column(LogAggregate aggregate, string alias) =>
        IsMoment(aggregate) ? new TimeFieldSql(alias) : NumberFieldSql.OfComputed(alias);

    private string Of(LogAggregate aggregate, FieldSql field) =>
        aggregate.Function switch
        {
            LogFunction.Count when areRecords => Weights.CountIf(field.Exists),
            LogFunction.Count => $"countIf({field.Exists})",
            LogFunction.Uniq => $"uniqIf({field.Key}, {field.Exists})",
            LogFunction.Min when field.Type == ColumnType.Time => $"minOrNull({field.Key})",
            LogFunction.Max when field.Type == ColumnType.Time => $"maxOrNull({field.Key})",
            LogFunction.Sum when areRecords => $"sumOrNullIf({field.Number} * weight, {field.IsNumber})",
            LogFunction.Sum => $"sumOrNullIf({field.Number}, {field.IsNumber})",
            LogFunction.Avg when areRecords => $"avgWeightedOrNullIf({field.Number}, weight, {field.IsNumber})",
            LogFunction.Avg => $"avgOrNullIf({field.Number}, {field.IsNumber})",
            LogFunction.Min => $"minOrNullIf({field.Number}, {field.IsNumber})",
            LogFunction.Max => $"maxOrNullIf({field.Number}, {field.IsNumber})",
            LogFunction.Quantile when areRecords =>
                $"quantileTDigestWeightedOrNullIf({Literal(aggregate.Quantile)})({field.Number}, weight, {field.IsNumber})",
            LogFunction.Quantile =>
                $"quantileTDigestOrNullIf({Literal(aggregate.Quantile)})({field.Number}, {field.IsNumber})",
            _ => throw new ArgumentOutOfRangeException(nameof(aggregate), aggregate.Function, null),
        };

    private bool IsMoment(LogAggregate aggregate) =>
        aggregate is { Function: LogFunction.Min or LogFunction.Max, Field: { } field }
        && fields.Field(field).Type == ColumnType.Time;

    // The engine takes no placeholder here. It is a number between 0 and 1 and nothing else.
    private static string Literal(double quantile) =>
        Math.Clamp(quantile, 0, 1).ToString("0.######", CultureInfo.InvariantCulture);
}
