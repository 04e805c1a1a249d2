using Monolith.Explore.Sql;

namespace Monolith.Explore.Traces;

/// <summary>How a span reads in an answer.</summary>
internal static class SpanColumns
{
    /// <summary>The column to select.</summary>
    public static JsonColumn Column { get; } =
        new(
            "span",
            ("trace_id", "lower(hex(trace_id))", "String"),
            ("span_id", "lower(hex(span_id))", "String"),
            ("parent_span_id", "nullIf(lower(hex(parent_span_id)), repeat('0', 16))", "Nullable(String)"),
            ("name", "name", "String"),
            ("kind", "kind", "String"),
            ("service", "service", "String"),
            ("timestamp", "ts", "DateTime64(9, 'UTC')"),
            ("duration_ms", "duration_ns / 1e6", "Float64"),
            ("status", "status", "String"),
            ("status_message", "nullIf(status_message, '')", "Nullable(String)"),
            ("trace_state", "nullIf(trace_state, '')", "Nullable(String)"),
            ("scope", "nullIf(scope_name, '')", "Nullable(String)"),
            ("correlation_id", "nullIf(correlation_id, '')", "Nullable(String)"),
            ("request_id", "nullIf(request_id, '')", "Nullable(String)"),
            ("user_id", "nullIf(user_id, '')", "Nullable(String)"),
            ("http.request.method", "nullIf(http_method, '')", "Nullable(String)"),
            ("http.route", "nullIf(http_route, '')", "Nullable(String)"),
            ("http.response.status_code", "nullIf(http_status, 0)", "Nullable(UInt16)"),
            ("peer.service", "nullIf(peer_service, '')", "Nullable(String)"),
            ("db.system.name", "nullIf(db_system, '')", "Nullable(String)"),
            ("attributes", "attributes", "Map(LowCardinality(String), String)"),
            ("resource", "resource", "Map(LowCardinality(String), LowCardinality(String))"),
            (
                "events",
                "arrayZip(`events.ts`, `events.name`, `events.attributes`)",
                "Array(Tuple(timestamp DateTime64(9, 'UTC'), name String, attributes Map(LowCardinality(String), String)))"
            ),
            (
                "links",
                "arrayMap((t, s, a) -> (lower(hex(t)), lower(hex(s)), a), `links.trace_id`, `links.span_id`, `links.attributes`)",
                "Array(Tuple(trace_id String, span_id String, attributes Map(LowCardinality(String), String)))"
            )
        );
}
