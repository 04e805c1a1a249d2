using Monolith.Explore.Sql.Fields;
using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Sql;

/// <summary>The fields of records: the known ones, and all others as attributes.</summary>
internal sealed class RecordFields(SqlValues values) : IFieldScope
{
    private const int TraceIdBytes = 16;
    private const int SpanIdBytes = 8;

    /// <inheritdoc/>
    public FieldSql Field(LogField field) =>
        field.Name switch
        {
            LogFields.Body => new BodyFieldSql(),
            LogFields.Timestamp => new TimeFieldSql("ts"),
            "observed_timestamp" => new TimeFieldSql("observed_ts"),
            "id" => new RecordIdFieldSql("log_id"),
            LogFields.Severity => new SeverityFieldSql("severity_number"),
            "trace_id" => new HexIdFieldSql("trace_id", TraceIdBytes),
            "span_id" => new HexIdFieldSql("span_id", SpanIdBytes),
            "duration_ms" => NumberFieldSql.OfSingle("duration_ms"),
            "http.response.status_code" => NumberFieldSql.OfWhole("http_status", none: 0),
            "weight" => NumberFieldSql.OfWhole("weight", none: 1),
            _ when TextColumn(field.Name) is { } column => new TextFieldSql(column),
            "url.path" or "http.target" => new AttributeFieldSql(values.Text(field.Name), "http_url"),
            _ => new AttributeFieldSql(values.Text(field.Name)),
        };

    private static string? TextColumn(string name) =>
        name switch
        {
            "service" => "service",
            "source" => "source",
            "event_name" => "event_name",
            "correlation_id" => "correlation_id",
            "request_id" => "request_id",
            "user_id" => "user_id",
            "http.request.method" => "http_method",
            "http.route" => "http_route",
            "url.full" => "http_url",
            "client.address" => "client_ip",
            "user_agent.original" => "user_agent",
            _ => null,
        };
}
