namespace Monolith.Explore.Sql.Fields;

/// <summary>The body. Whole words that a value must have for sure are asked of the text index first.</summary>
internal sealed class BodyFieldSql() : FieldSql("body")
{
    public override string Text => "body";

    public override FieldSql As(string column) => new TextFieldSql(column);

    public override string IsOneOf(SqlValues values, IReadOnlyList<string> wanted)
    {
        var isOneOf = $"({Exists} AND {base.IsOneOf(values, wanted)})";
        return wanted.Count == 1 ? Indexed(values, WholeWords.OfText(wanted[0]), isOneOf) : isOneOf;
    }

    public override string IsLike(SqlValues values, string pattern) =>
        Indexed(values, WholeWords.OfPattern(pattern), base.IsLike(values, pattern));

    public override string Matches(SqlValues values, string regex) =>
        Indexed(values, WholeWords.OfRegex(regex), base.Matches(values, regex));

    private static string Indexed(SqlValues values, IReadOnlyList<string> words, string condition) =>
        words.Count == 0 ? condition : $"({WordsSql.HasAll(values, "body", words)} AND {condition})";
}
