namespace Monolith.Platform.Engine.Http;

/// <summary>What is known of ClickHouse's output formats: their content types, and whether they can be streamed.</summary>
internal static class Formats
{
    public const string Default = "TabSeparated";

    // Formats whose result is its rows one after the other, perhaps with a header before them. Every other format has
    // something at its end or between rows, so that a result in pieces would be several documents.
    private static readonly HashSet<string> Streamable = new(StringComparer.OrdinalIgnoreCase)
    {
        "TabSeparated",
        "TSV",
        "TabSeparatedRaw",
        "TSVRaw",
        "Raw",
        "CSV",
        "JSONEachRow",
        "JSONLines",
        "NDJSON",
        "JSONStringsEachRow",
        "JSONCompactEachRow",
        "JSONCompactStringsEachRow",
        "RowBinary",
        "Native",
        "TSKV",
        "LineAsString",
        "Null",
        "TabSeparatedWithNames",
        "TabSeparatedWithNamesAndTypes",
        "TSVWithNames",
        "TSVWithNamesAndTypes",
        "TabSeparatedRawWithNames",
        "TabSeparatedRawWithNamesAndTypes",
        "TSVRawWithNames",
        "TSVRawWithNamesAndTypes",
        "CSVWithNames",
        "CSVWithNamesAndTypes",
        "JSONCompactEachRowWithNames",
        "JSONCompactEachRowWithNamesAndTypes",
        "JSONCompactStringsEachRowWithNames",
        "JSONCompactStringsEachRowWithNamesAndTypes",
        "RowBinaryWithNames",
        "RowBinaryWithNamesAndTypes",
    };

    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["JSON"] = "application/json; charset=UTF-8",
        ["CSV"] = "text/csv; charset=UTF-8; header=absent",
        ["CSVWithNames"] = "text/csv; charset=UTF-8; header=present",
        ["CSVWithNamesAndTypes"] = "text/csv; charset=UTF-8; header=present",
        ["XML"] = "application/xml; charset=UTF-8",
        ["Markdown"] = "text/markdown; charset=UTF-8",
        ["Native"] = "application/octet-stream",
        ["Parquet"] = "application/octet-stream",
        ["Arrow"] = "application/octet-stream",
        ["ArrowStream"] = "application/octet-stream",
        ["ORC"] = "application/octet-stream",
        ["Avro"] = "application/octet-stream",
        ["MsgPack"] = "application/octet-stream",
    };

    /// <summary>Whether a result in this format can be sent piece by piece.</summary>
    public static bool CanStream(string format) => Streamable.Contains(format);

    /// <summary>The content type that ClickHouse gives the format.</summary>
    public static string ContentTypeOf(string format) =>
        ContentTypes.TryGetValue(format, out var type) ? type
        : format.StartsWith("RowBinary", StringComparison.OrdinalIgnoreCase) ? "application/octet-stream"
        : format.EndsWith("EachRow", StringComparison.OrdinalIgnoreCase)
        || format.Equals("JSONLines", StringComparison.OrdinalIgnoreCase)
        || format.Equals("NDJSON", StringComparison.OrdinalIgnoreCase)
            ? "application/x-ndjson; charset=UTF-8"
        : format.StartsWith("JSON", StringComparison.OrdinalIgnoreCase) ? "application/json; charset=UTF-8"
        : format.StartsWith("TabSeparated", StringComparison.OrdinalIgnoreCase)
        || format.StartsWith("TSV", StringComparison.OrdinalIgnoreCase)
            ? "text/tab-separated-values; charset=UTF-8"
        : "text/plain; charset=UTF-8";
}
