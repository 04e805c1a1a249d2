using Monolith.Platform.ClickHouse.Native;
using Monolith.Platform.Signals;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Writing;

/// <summary>Rows for the table <c>logs</c>.</summary>
internal sealed class LogBlock : StreamBlock
{
    private readonly LowCardinalityColumn _tenant;
    private readonly DateTime64Column _time;
    private readonly DateTime64Column _observedTime;
    private readonly NumberColumn<byte> _severityNumber;
    private readonly LowCardinalityColumn _severityText;
    private readonly LowCardinalityColumn _service;
    private readonly LowCardinalityColumn _source;
    private readonly LowCardinalityColumn _eventName;
    private readonly StringColumn _correlationId;
    private readonly StringColumn _requestId;
    private readonly StringColumn _userId;
    private readonly FixedStringColumn _traceId;
    private readonly FixedStringColumn _spanId;
    private readonly NumberColumn<float> _durationMs;
    private readonly LowCardinalityColumn _httpMethod;
    private readonly LowCardinalityColumn _httpRoute;
    private readonly StringColumn _httpUrl;
    private readonly NumberColumn<ushort> _httpStatus;
    private readonly StringColumn _clientAddress;
    private readonly LowCardinalityColumn _userAgent;
    private readonly StringColumn _body;
    private readonly MapColumn _attributes;
    private readonly MapColumn _resource;
    private readonly NumberColumn<ulong> _patternHash;
    private readonly NumberColumn<ushort> _schemaVersion;
    private readonly NumberColumn<uint> _weight;
    private readonly LowCardinalityColumn _stream;
    private readonly NumberColumn<ushort> _retentionDays;
    private LogRecord? _resourceOf;
    private int _resourceVersion;

    public LogBlock()
        : base(StreamKind.Logs, "log_id")
    {
        _tenant = Block.Add("tenant", new LowCardinalityColumn());
        _time = Block.Add("ts", new DateTime64Column(9));
        _observedTime = Block.Add("observed_ts", new DateTime64Column(3));
        AddIds();
        _severityNumber = Block.Add("severity_number", new NumberColumn<byte>());
        _severityText = Block.Add("severity_text", new LowCardinalityColumn());
        _service = Block.Add("service", new LowCardinalityColumn());
        _source = Block.Add("source", new LowCardinalityColumn());
        _eventName = Block.Add("event_name", new LowCardinalityColumn());
        _correlationId = Block.Add("correlation_id", new StringColumn());
        _requestId = Block.Add("request_id", new StringColumn());
        _userId = Block.Add("user_id", new StringColumn());
        _traceId = Block.Add("trace_id", new FixedStringColumn(16));
        _spanId = Block.Add("span_id", new FixedStringColumn(8));
        _durationMs = Block.Add("duration_ms", new NumberColumn<float>());
        _httpMethod = Block.Add("http_method", new LowCardinalityColumn());
        _httpRoute = Block.Add("http_route", new LowCardinalityColumn());
        _httpUrl = Block.Add("http_url", new StringColumn());
        _httpStatus = Block.Add("http_status", new NumberColumn<ushort>());
        _clientAddress = Block.Add("client_ip", new StringColumn());
        _userAgent = Block.Add("user_agent", new LowCardinalityColumn());
        _body = Block.Add("body", new StringColumn());
        _attributes = Block.Add("attributes", MapColumn.OfStrings());
        _resource = Block.Add("resource", MapColumn.OfLowCardinality());
        _patternHash = Block.Add("pattern_hash", new NumberColumn<ulong>());
        _schemaVersion = Block.Add("schema_version", new NumberColumn<ushort>());
        _weight = Block.Add("weight", new NumberColumn<uint>());
        _stream = Block.Add("stream", new LowCardinalityColumn());
        _retentionDays = Block.Add("retention_days", new NumberColumn<ushort>());
    }

    /// <summary>Copies a record into the columns.</summary>
    /// <param name="tenant">Whose record it is, UTF-8.</param>
    /// <param name="record">The record, processed.</param>
    /// <param name="retentionDays">How long it is kept, unless it says itself.</param>
    public void Append(ReadOnlySpan<byte> tenant, LogRecord record, ushort retentionDays)
    {
        _tenant.Append(tenant);
        _time.AppendUnixNano(record.TimeUnixNano);
        _observedTime.AppendUnixNano(record.ObservedTimeUnixNano);
        _severityNumber.Append((byte)record.Severity);
        _severityText.Append(record.SeverityText.Span);
        _service.Append(record.ServiceName.Span);
        _source.Append(record.Source.Span);
        _eventName.Append(record.EventName.Span);
        _correlationId.Append(record.CorrelationId.Span);
        _requestId.Append(record.RequestId.Span);
        _userId.Append(record.UserId.Span);
        _traceId.Append(record.TraceId.Span);
        _spanId.Append(record.SpanId.Span);

        // The column has no NULL; and one NaN would spoil every average over it.
        _durationMs.Append(double.IsFinite(record.DurationMs) ? (float)record.DurationMs : 0);
        _httpMethod.Append(record.HttpMethod.Span);
        _httpRoute.Append(record.HttpRoute.Span);
        _httpUrl.Append(record.HttpUrl.Span);
        _httpStatus.Append(record.HttpStatus);
        _clientAddress.Append(record.ClientAddress.Span);
        _userAgent.Append(record.UserAgent.Span);
        _body.Append(record.Body.Span);
        foreach (ref readonly var attribute in record.Attributes.Items)
        {
            _attributes.Add(attribute.Key.Span, attribute.Value.Span);
        }

        AppendResource(record);
        _patternHash.Append(record.PatternHash);
        _schemaVersion.Append(record.SchemaVersion);
        _weight.Append(record.Weight);
        _stream.Append(record.Stream.Span);
        _retentionDays.Append(record.RetentionDays == 0 ? retentionDays : record.RetentionDays);
        Block.EndRow();
    }

    private void AppendResource(LogRecord record)
    {
        if (Rows > 0 && record == _resourceOf && record.ResourceVersion == _resourceVersion)
        {
            _resource.RepeatRow();
            return;
        }

        foreach (ref readonly var attribute in record.Resource.Items)
        {
            _resource.Add(attribute.Key.Span, attribute.Value.Span);
        }

        (_resourceOf, _resourceVersion) = (record, record.ResourceVersion);
    }
}
