using System.Text;

namespace Monolith.Platform.ClickHouse;

/// <summary>Arrays as values of placeholders.</summary>
public static class ClickHouseArray
{
    /// <summary>The value for a placeholder of type Array(String).</summary>
    public static string Of(IEnumerable<string> values) => $"[{string.Join(',', values.Select(Quote))}]";

    private static string Quote(string value) =>
        $"'{ClickHouseParameters.Escape(value).Replace("'", "\\'", StringComparison.Ordinal)}'";
}

/// <summary>Writes values as ClickHouse reads those of placeholders.</summary>
internal static class ClickHouseParameters
{
    /// <summary>The text of a placeholder's value in a request.</summary>
    /// <remarks>ClickHouse undoes escapes in a plain value. In an array it does so only inside the elements' quotes,
    /// where <see cref="ClickHouseArray"/> has put them already.</remarks>
    public static string Encode(string sql, string name, string value) =>
        sql.Contains($"{{{name}:Array(", StringComparison.Ordinal) ? value : Escape(value);

    public static string Escape(string value)
    {
        var escaped = new StringBuilder(value.Length + 8);
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => escaped.Append(@"\\"),
                '\t' => escaped.Append(@"\t"),
                '\n' => escaped.Append(@"\n"),
                '\r' => escaped.Append(@"\r"),
                '\0' => escaped.Append(@"\0"),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }
}
