namespace Monolith.Explore.Sql;

/// <summary>
/// How a record reads in an answer, made by the engine: one JSON object a line, fields that are not set left out.
/// <see cref="Tail.RecordJson"/> writes the same shape for records that have not reached the engine yet.
/// </summary>
internal static class RecordColumns
{
    private const string Attributes = "attributes";
    private const string AttributesType = "Map(LowCardinality(String), String)";

    private static readonly (string Name, string Expression, string Type)[] Fields =
    [
        ("id", "toString(log_id)", "String"),
        ("timestamp", "ts", "DateTime64(9, 'UTC')"),
        ("observed_timestamp", "observed_ts", "DateTime64(3, 'UTC')"),
        ("severity", "nullIf(severity_text, '')", "Nullable(String)"),
        ("severity_number", "severity_number", "UInt8"),
        ("service", "service", "String"),
        ("source", "nullIf(source, '')", "Nullable(String)"),
        ("event_name", "nullIf(event_name, '')", "Nullable(String)"),
        ("correlation_id", "nullIf(correlation_id, '')", "Nullable(String)"),
        ("request_id", "nullIf(request_id, '')", "Nullable(String)"),
        ("user_id", "nullIf(user_id, '')", "Nullable(String)"),
        ("trace_id", "nullIf(lower(hex(trace_id)), repeat('0', 32))", "Nullable(String)"),
        ("span_id", "nullIf(lower(hex(span_id)), repeat('0', 16))", "Nullable(String)"),
        ("duration_ms", "if(isFinite(duration_ms), nullIf(duration_ms, 0), NULL)", "Nullable(Float32)"),
        ("http.request.method", "nullIf(http_method, '')", "Nullable(String)"),
        ("http.route", "nullIf(http_route, '')", "Nullable(String)"),
        ("url.full", "nullIf(http_url, '')", "Nullable(String)"),
        ("http.response.status_code", "nullIf(http_status, 0)", "Nullable(UInt16)"),
        ("client.address", "nullIf(client_ip, '')", "Nullable(String)"),
        ("user_agent.original", "nullIf(user_agent, '')", "Nullable(String)"),
        ("weight", "nullIf(weight, 1)", "Nullable(UInt32)"),
        ("body", "body", "String"),
        (Attributes, Attributes, AttributesType),
        ("resource", "resource", "Map(LowCardinality(String), LowCardinality(String))"),
    ];

    private static readonly JsonColumn Column = new("record", Fields);

    /// <summary>The column to select.</summary>
    public static string Sql => Column.Sql;

    /// <summary>The column to select when records have more attributes than they came with.</summary>
    /// <param name="made">The names of the attributes, and their values: text, empty where there is none.</param>
    /// <param name="values">Takes the names.</param>
    public static string With(IReadOnlyList<(string Name, string Text)> made, SqlValues values)
    {
        if (made.Count == 0)
        {
            return Sql;
        }

        var items = string.Join(", ", made.Select(m => $"{values.Text(m.Name)}, {m.Text}"));
        var all = $"mapUpdate({Attributes}, CAST(mapFilter((k, v) -> v != '', map({items})) AS {AttributesType}))";
        return new JsonColumn(
            "record",
            [.. Fields.Select(field => field.Name == Attributes ? field with { Expression = all } : field)]
        ).Sql;
    }

    /// <inheritdoc cref="JsonColumn.ObjectOf"/>
    public static ReadOnlyMemory<byte> RecordOf(ReadOnlyMemory<byte> line) => Column.ObjectOf(line);
}
