namespace Monolith.Explore.Sql.Fields;

/// <summary>Text with a column of its own. Without a value it is empty.</summary>
/// <param name="column">The column, or what takes its place.</param>
/// <param name="mayBeNumber">Whether some of its values are numbers, which then are sorted as such.</param>
internal sealed class TextFieldSql(string column, bool mayBeNumber = false) : FieldSql(column)
{
    public override string Text => Key;

    public override IReadOnlyList<string> SortKeys => mayBeNumber ? [Number, Key] : [Key];

    public override FieldSql As(string column) => new TextFieldSql(column, mayBeNumber);

    // An empty text is no value, so it is asked for in vain.
    public override string IsOneOf(SqlValues values, IReadOnlyList<string> wanted) =>
        wanted.Any(value => value.Length == 0)
            ? $"({Exists} AND {base.IsOneOf(values, wanted)})"
            : base.IsOneOf(values, wanted);
}
