namespace Monolith.Explore.Sql.Fields;

/// <summary>An id of so many bytes, written as hexadecimal digits in either case. Zeros alone are none.</summary>
internal sealed class HexIdFieldSql(string column, int bytes) : FieldSql(column)
{
    public override string Exists => $"{Key} != toFixedString('', {bytes})";

    public override string Text => $"if({Exists}, lower(hex({Key})), '')";

    public override FieldSql As(string column) => new HexIdFieldSql(column, bytes);

    public override string IsOneOf(SqlValues values, IReadOnlyList<string> wanted)
    {
        // What is no id is the id of no record.
        var ids = wanted.Where(IsId).Select(id => $"unhex({values.Text(id)})").ToList();
        return ids.Count switch
        {
            0 => "0",
            1 => $"{Key} = {ids[0]}",
            _ => $"{Key} IN ({string.Join(", ", ids)})",
        };
    }

    private bool IsId(string text) =>
        text.Length == 2 * bytes && text.All(char.IsAsciiHexDigit) && text.Any(digit => digit != '0');
}
