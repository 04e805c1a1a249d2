using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Sql.Fields;

/// <summary>What a column of an answer holds.</summary>
internal enum ColumnType
{
    /// <summary>Text.</summary>
    String,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A moment.</summary>
    Time,
}

/// <summary>
/// A field as SQL: how it is read, and how it is asked about. Every condition is 0 or 1 and never NULL, so that NOT turns it
/// round: what a record does not have meets none of them.
/// </summary>
/// <param name="key">What stands for the field's value in a row: what is grouped, sorted and carried on by.</param>
internal abstract class FieldSql(string key)
{
    /// <summary>What stands for the field's value in a row: what is grouped, sorted and carried on by.</summary>
    public string Key { get; } = key;

    /// <summary>The value as text, empty where there is none.</summary>
    public abstract string Text { get; }

    /// <summary>Whether there is a value.</summary>
    public virtual string Exists => $"{Text} != ''";

    /// <summary>What the field is in an answer.</summary>
    public virtual ColumnType Type => ColumnType.String;

    /// <summary>The value in an answer, NULL where there is none.</summary>
    public virtual string Shown => $"nullIf({Text}, '')";

    /// <summary>The value as a number. What it is where <see cref="IsNumber"/> is not met does not matter.</summary>
    public virtual string Number => $"toFloat64OrNull({Text})";

    /// <summary>Whether the value is a number.</summary>
    public virtual string IsNumber => $"ifNull(isFinite({Number}), 0)";

    /// <summary>What rows are grouped by; a value of the field too.</summary>
    public virtual string GroupKey => Key;

    /// <summary>What rows are sorted by, the first key first.</summary>
    public virtual IReadOnlyList<string> SortKeys => [Key];

    /// <summary>The same field of rows in which its <see cref="Key"/> is a column.</summary>
    public abstract FieldSql As(string column);

    /// <summary>Whether the value is one of these.</summary>
    /// <param name="values">Takes the values.</param>
    /// <param name="wanted">At least one.</param>
    public virtual string IsOneOf(SqlValues values, IReadOnlyList<string> wanted) =>
        wanted.Count == 1 ? $"{Text} = {values.Text(wanted[0])}" : $"{Text} IN {values.Texts(wanted)}";

    /// <summary>Whether the whole value has the form of the pattern.</summary>
    public virtual string IsLike(SqlValues values, string pattern) =>
        $"({Exists} AND {Text} LIKE {values.Text(Wildcards.ToLike(pattern))})";

    /// <summary>Whether the expression finds something in the value.</summary>
    public virtual string Matches(SqlValues values, string regex) =>
        $"({Exists} AND match({Text}, {values.Text(regex)}))";

    /// <summary>Whether the value is a number between the bounds.</summary>
    public virtual string IsWithin(SqlValues values, LogBound? low, LogBound? high) =>
        $"({IsNumber} AND {Between($"assumeNotNull({Number})", low, high, values.Number)})";

    /// <summary>Whether a number lies between the bounds.</summary>
    protected static string Between(string number, LogBound? low, LogBound? high, Func<double, string> write)
    {
        var conditions = new List<string>();
        if (low is { } least)
        {
            conditions.Add($"{number} {(least.IsIncluded ? ">=" : ">")} {write(least.Value)}");
        }

        if (high is { } most)
        {
            conditions.Add($"{number} {(most.IsIncluded ? "<=" : "<")} {write(most.Value)}");
        }

        return conditions.Count == 0 ? "1" : string.Join(" AND ", conditions);
    }
}
