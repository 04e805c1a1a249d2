using System.Text;
using System.Text.Json;
using Monolith.Platform.Buffers;

namespace Monolith.Processing.Editing.Tables;

/// <summary>Reads tables from files: CSV with the names of its columns in the first line, or a JSON object.</summary>
internal static class TableFile
{
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>The rows of a file.</summary>
    /// <param name="path">Which file.</param>
    /// <param name="key">The column that is looked up; null for the first.</param>
    /// <param name="column">The column, or the member of each object, that is found; null for the second column.</param>
    /// <exception cref="FormatException">It is no such file.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyDictionary<byte[], byte[]> Read(string path, string? key, string? column)
    {
        if (new FileInfo(path).Length > MaxBytes)
        {
            throw new FormatException($"A table may have {MaxBytes / 1024 / 1024} MiB.");
        }

        var text = File.ReadAllText(path);
        return Path.GetExtension(path) == ".json" ? ReadJson(text, column) : ReadCsv(text, key, column);
    }

    private static Dictionary<byte[], byte[]> ReadJson(string text, string? column)
    {
        using var json = JsonDocument.Parse(text);
        if (json.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("A JSON table is one object: {\"key\": \"value\"}.");
        }

        var rows = new Dictionary<byte[], byte[]>(ByBytes.Comparer);
        foreach (var member in json.RootElement.EnumerateObject())
        {
            var value = member.Value;
            if (value.ValueKind == JsonValueKind.Object)
            {
                if (column is null || !value.TryGetProperty(column, out value))
                {
                    throw new FormatException($"'{member.Name}' has no member '{column}': say which as column.");
                }
            }

            rows[Encoding.UTF8.GetBytes(member.Name)] = FixedText.Read(value, "file");
        }

        return rows;
    }

    private static Dictionary<byte[], byte[]> ReadCsv(string text, string? key, string? column)
    {
        using var lines = CsvLines.Read(text).GetEnumerator();
        if (!lines.MoveNext())
        {
            throw new FormatException("The first line of a CSV table has the names of its columns.");
        }

        var names = lines.Current;
        var from = PlaceOf(names, key, otherwise: 0);
        var to = PlaceOf(names, column, otherwise: 1);
        var rows = new Dictionary<byte[], byte[]>(ByBytes.Comparer);
        while (lines.MoveNext())
        {
            if (lines.Current.Count > Math.Max(from, to))
            {
                rows[Encoding.UTF8.GetBytes(lines.Current[from])] = Encoding.UTF8.GetBytes(lines.Current[to]);
            }
        }

        return rows;
    }

    private static int PlaceOf(List<string> names, string? name, int otherwise)
    {
        var place = name is null ? otherwise : names.IndexOf(name);
        return place >= 0 && place < names.Count
            ? place
            : throw new FormatException($"There is no column '{name}', but there are: {string.Join(", ", names)}.");
    }
}
