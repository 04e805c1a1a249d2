using System.Globalization;
using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Sql.Fields;

/// <summary>A field of numbers with a column of its own.</summary>
internal sealed class NumberFieldSql : FieldSql
{
    private readonly Func<string, string> _asColumns;

    private NumberFieldSql(string key, string number, string exists, Func<string, string> asColumns)
        : base(key) => (Number, Exists, _asColumns) = (number, exists, asColumns);

    public override string Number { get; }

    public override string IsNumber => Exists;

    public override string Exists { get; }

    public override string Text => $"if({Exists}, toString({Number}), '')";

    public override ColumnType Type => ColumnType.Number;

    public override string Shown => Key;

    /// <summary>A column of whole numbers, one of which means that there is no value.</summary>
    public static NumberFieldSql OfWhole(string column, int none) =>
        new($"nullIf({column}, {none})", column, $"{column} != {none}", value => value);

    /// <summary>A column of Float32 that is 0, or no number at all, where there is no value. It is compared with numbers of
    /// its own kind, because 0.1 of one kind is not 0.1 of the other.</summary>
    public static NumberFieldSql OfSingle(string column)
    {
        var exists = $"({column} != 0 AND isFinite({column}))";
        return new($"if({exists}, {column}, NULL)", column, exists, value => $"toFloat32({value})");
    }

    /// <summary>A column that was computed, and is NULL or no number at all where there is no value.</summary>
    public static NumberFieldSql OfComputed(string column) =>
        new(column, $"ifNull(toFloat64({column}), nan)", $"ifNull(isFinite(toFloat64({column})), 0)", value => value);

    public override FieldSql As(string column) => OfComputed(column);

    public override string IsOneOf(SqlValues values, IReadOnlyList<string> wanted)
    {
        var conditions = wanted
            .Select(text =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : double.NaN
            )
            .Where(double.IsFinite)
            .Select(number => $"{Number} = {_asColumns(values.Number(number))}")
            .ToList();
        return conditions.Count == 0 ? "0" : $"({Exists} AND ({string.Join(" OR ", conditions)}))";
    }

    public override string IsWithin(SqlValues values, LogBound? low, LogBound? high) =>
        $"({Exists} AND {Between(Number, low, high, bound => _asColumns(values.Number(bound)))})";
}
