using System.Text;

namespace Monolith.Explore.Sql;

/// <summary>A column whose values the engine writes as JSON objects, fields that are not set left out.</summary>
/// <param name="name">The column's name in the answer.</param>
/// <param name="fields">The fields in order: name, expression, type.</param>
internal sealed class JsonColumn(string name, params (string Name, string Expression, string Type)[] fields)
{
    // What a line has before the object; it ends with one brace more.
    private readonly int _prefixBytes = Encoding.UTF8.GetByteCount($"{{\"{name}\":");

    /// <summary>The column to select. A tuple, because only in one the engine leaves out what is null.</summary>
    public string Sql { get; } =
        $"CAST(tuple({string.Join(", ", fields.Select(f => f.Expression))}) AS "
        + $"Tuple({string.Join(", ", fields.Select(f => $"`{f.Name}` {f.Type}"))})) AS {name}";

    /// <summary>The settings that give the lines their form.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["output_format_json_skip_null_value_in_named_tuples"] = "1",
            ["output_format_json_escape_forward_slashes"] = "0",
            ["output_format_json_validate_utf8"] = "1",
            ["date_time_output_format"] = "iso",
        };

    /// <summary>The object in a line of the result, of which this is the only column.</summary>
    public ReadOnlyMemory<byte> ObjectOf(ReadOnlyMemory<byte> line) => line[_prefixBytes..^1];
}
