using Monolith.Explore.Sql;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;

namespace Monolith.Explore.Seen;

/// <summary>The columns of a table as a reader sees them: what is hidden is as if no row had it, whatever is asked for.</summary>
internal static class HiddenColumns
{
    private const string Empty = "''";

    private static readonly (string Field, string Column, string Nothing)[] OfRecords =
    [
        (LogFields.Body, "body", Empty),
        (LogFields.Body, "pattern_hash", "toUInt64(0)"),
        (LogFields.Severity, "severity_number", "toUInt8(0)"),
        (LogFields.Severity, "severity_text", Empty),
        ("source", "source", Empty),
        ("event_name", "event_name", Empty),
        ("trace_id", "trace_id", "toFixedString('', 16)"),
        ("duration_ms", "duration_ms", "toFloat32(0)"),
        ("url.full", "http_url", Empty),
        ("client.address", "client_ip", Empty),
        ("user_agent.original", "user_agent", Empty),
    ];

    private static readonly (string Field, string Column, string Nothing)[] OfSpans =
    [
        ("span_id", "parent_span_id", "toFixedString('', 8)"),
        ("duration_ms", "duration_ns", "toUInt64(0)"),
        ("peer.service", "peer_service", Empty),
        ("db.system.name", "db_system", Empty),
    ];

    private static readonly (string Field, string Column, string Nothing)[] OfBoth =
    [
        ("service", "service", Empty),
        ("correlation_id", "correlation_id", Empty),
        ("request_id", "request_id", Empty),
        ("user_id", "user_id", Empty),
        ("span_id", "span_id", "toFixedString('', 8)"),
        ("http.request.method", "http_method", Empty),
        ("http.route", "http_route", Empty),
        ("http.response.status_code", "http_status", "toUInt16(0)"),
    ];

    /// <summary>The columns of <c>logs</c> to select; null when all are seen as they are.</summary>
    public static string? OfLogs(DataScope scope, SqlValues values) => Select(scope, values, OfRecords, []);

    /// <summary>The columns of <c>spans</c> to select; null when all are seen as they are.</summary>
    public static string? OfTraces(DataScope scope, SqlValues values) =>
        Select(scope, values, OfSpans, ["events", "links"]);

    private static string? Select(
        DataScope scope,
        SqlValues values,
        (string Field, string Column, string Nothing)[] own,
        string[] nested
    )
    {
        if (scope.HiddenFields.Count == 0)
        {
            return null;
        }

        var hidden = new HiddenNames(scope.HiddenFields);
        var isSeen = IsSeen(hidden, values);
        var columns = own.Concat(OfBoth)
            .Where(column => hidden.HidesField(column.Field))
            .Select(column => $"{column.Nothing} AS {column.Column}")
            .Append($"{Seen("attributes", "String", isSeen)} AS attributes")
            .Append($"{Seen("resource", "LowCardinality(String)", isSeen)} AS resource")
            .Concat(
                nested.Select(name =>
                    $"arrayMap(m -> {Seen("m", "String", isSeen)}, `{name}.attributes`) AS `{name}.attributes`"
                )
            );
        return $"* REPLACE ({string.Join(", ", columns)})";
    }

    private static string Seen(string map, string type, string isSeen) =>
        $"CAST(mapFilter((k, v) -> {isSeen}, {map}) AS Map(LowCardinality(String), {type}))";

    private static string IsSeen(HiddenNames hidden, SqlValues values) =>
        $"NOT has({values.Texts(hidden.Names)}, k) AND NOT arrayExists(p -> startsWith(k, p), {values.Texts(hidden.Prefixes)})";
}
