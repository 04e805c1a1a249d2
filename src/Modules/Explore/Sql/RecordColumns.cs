namespace Monolith.Explore.Sql;

/// <summary>
/// How a record reads in an answer, made by the engine: one JSON object a line, fields that are not set left out.
/// <see cref="Tail.RecordJson"/> writes the same shape for records that have not reached the engine yet.
/// </summary>
internal static class RecordColumns
{
    private static readonly JsonColumn Column = new(
        "record",
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
        ("body", "body", "String"),
        ("attributes", "attributes", "Map(LowCardinality(String), String)"),
        ("resource", "resource", "Map(LowCardinality(String), LowCardinality(String))")
    );

    /// <summary>The column to select.</summary>
    public static string Sql => Column.Sql;

    /// <inheritdoc cref="JsonColumn.ObjectOf"/>
    public static ReadOnlyMemory<byte> RecordOf(ReadOnlyMemory<byte> line) => Column.ObjectOf(line);
}
