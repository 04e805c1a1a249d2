namespace Monolith.Explore.Sql.Fields;

/// <summary>An attribute of the record, or else of its resource, or else of a column made for it. An empty one is none.</summary>
/// <param name="name">A placeholder for its name.</param>
/// <param name="column">The column, if there is one.</param>
internal sealed class AttributeFieldSql(string name, string? column = null)
    : FieldSql($"multiIf({Own(name)} != '', {Own(name)}, {Resource(name)} != '', {Resource(name)}, {column ?? "''"})")
{
    public override string Text => Key;

    public override string Exists =>
        $"({Own(name)} != '' OR {Resource(name)} != ''{(column is null ? "" : $" OR {column} != ''")})";

    public override IReadOnlyList<string> SortKeys => [Number, Key];

    public override FieldSql As(string column) => new TextFieldSql(column, mayBeNumber: true);

    // In a form that the indexes know: those on the values of both maps, and that on the names of the record's own. The
    // index on the resource's values is used only when it is asked for values.
    public override string IsOneOf(SqlValues values, IReadOnlyList<string> wanted) =>
        string.Join(" OR ", wanted.Select(value => value.Length == 0 ? "0" : Is(values.Text(value))));

    private string Is(string value)
    {
        var (own, resource) = (Own(name), Resource(name));
        var isAttribute =
            $"{own} = {value} OR (mapContainsValue(resource, {value}) AND {resource} = {value} AND {own} = '')";
        return column is null
            ? isAttribute
            : $"{isAttribute} OR ({column} = {value} AND {own} = '' AND {resource} = '')";
    }

    private static string Own(string name) => $"attributes[{name}]";

    private static string Resource(string name) => $"resource[{name}]";
}
