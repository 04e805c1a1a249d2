using System.Globalization;

namespace Monolith.Explore.Sql.Fields;

/// <summary>The id of a record.</summary>
internal sealed class RecordIdFieldSql(string column) : FieldSql(column)
{
    public override string Exists => "1";

    public override string Text => $"toString({Key})";

    public override FieldSql As(string column) => new RecordIdFieldSql(column);

    public override string IsOneOf(SqlValues values, IReadOnlyList<string> wanted)
    {
        var ids = wanted
            .Select(text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id != 0)
            .Select(values.Number)
            .ToList();
        return ids.Count == 0 ? "0" : $"{Key} IN ({string.Join(", ", ids)})";
    }
}
