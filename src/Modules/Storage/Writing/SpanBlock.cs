using Monolith.Platform.ClickHouse.Native;
using Monolith.Platform.Signals;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Writing;

/// <summary>Rows for the table <c>spans</c>.</summary>
internal sealed class SpanBlock : StreamBlock
{
    private readonly LowCardinalityColumn _tenant;
    private readonly DateTime64Column _time;
    private readonly NumberColumn<ulong> _duration;
    private readonly FixedStringColumn _traceId;
    private readonly FixedStringColumn _spanId;
    private readonly FixedStringColumn _parentSpanId;
    private readonly LowCardinalityColumn _service;
    private readonly LowCardinalityColumn _name;
    private readonly EnumColumn _kind;
    private readonly EnumColumn _status;
    private readonly StringColumn _statusMessage;
    private readonly StringColumn _traceState;
    private readonly StringColumn _correlationId;
    private readonly StringColumn _requestId;
    private readonly StringColumn _userId;
    private readonly LowCardinalityColumn _httpMethod;
    private readonly LowCardinalityColumn _httpRoute;
    private readonly NumberColumn<ushort> _httpStatus;
    private readonly LowCardinalityColumn _peerService;
    private readonly LowCardinalityColumn _dbSystem;
    private readonly LowCardinalityColumn _scopeName;
    private readonly MapColumn _attributes;
    private readonly MapColumn _resource;
    private readonly DateTime64Column _eventTimes;
    private readonly LowCardinalityColumn _eventNames;
    private readonly MapColumn _eventAttributes;
    private readonly FixedStringColumn _linkTraceIds;
    private readonly FixedStringColumn _linkSpanIds;
    private readonly MapColumn _linkAttributes;
    private readonly NumberColumn<ushort> _retentionDays;
    private int _resourceVersion;

    public SpanBlock()
        : base(StreamKind.Spans, "id")
    {
        _tenant = Block.Add("tenant", new LowCardinalityColumn());
        _time = Block.Add("ts", new DateTime64Column(9));
        AddIds();
        _duration = Block.Add("duration_ns", new NumberColumn<ulong>());
        _traceId = Block.Add("trace_id", new FixedStringColumn(16));
        _spanId = Block.Add("span_id", new FixedStringColumn(8));
        _parentSpanId = Block.Add("parent_span_id", new FixedStringColumn(8));
        _service = Block.Add("service", new LowCardinalityColumn());
        _name = Block.Add("name", new LowCardinalityColumn());
        _kind = Block.Add(
            "kind",
            new EnumColumn("unspecified", "internal", "server", "client", "producer", "consumer")
        );
        _status = Block.Add("status", new EnumColumn("unset", "ok", "error"));
        _statusMessage = Block.Add("status_message", new StringColumn());
        _traceState = Block.Add("trace_state", new StringColumn());
        _correlationId = Block.Add("correlation_id", new StringColumn());
        _requestId = Block.Add("request_id", new StringColumn());
        _userId = Block.Add("user_id", new StringColumn());
        _httpMethod = Block.Add("http_method", new LowCardinalityColumn());
        _httpRoute = Block.Add("http_route", new LowCardinalityColumn());
        _httpStatus = Block.Add("http_status", new NumberColumn<ushort>());
        _peerService = Block.Add("peer_service", new LowCardinalityColumn());
        _dbSystem = Block.Add("db_system", new LowCardinalityColumn());
        _scopeName = Block.Add("scope_name", new LowCardinalityColumn());
        _attributes = Block.Add("attributes", MapColumn.OfStrings());
        _resource = Block.Add("resource", MapColumn.OfLowCardinality());
        _eventTimes = AddArray("events.ts", new DateTime64Column(9));
        _eventNames = AddArray("events.name", new LowCardinalityColumn());
        _eventAttributes = AddArray("events.attributes", MapColumn.OfStrings());
        _linkTraceIds = AddArray("links.trace_id", new FixedStringColumn(16));
        _linkSpanIds = AddArray("links.span_id", new FixedStringColumn(8));
        _linkAttributes = AddArray("links.attributes", MapColumn.OfStrings());
        _retentionDays = Block.Add("retention_days", new NumberColumn<ushort>());
    }

    /// <summary>Copies a span into the columns.</summary>
    /// <param name="tenant">Whose span it is, UTF-8.</param>
    /// <param name="span">The span, processed.</param>
    /// <param name="retentionDays">How long it is kept.</param>
    public void Append(ReadOnlySpan<byte> tenant, SpanRecord span, ushort retentionDays)
    {
        _tenant.Append(tenant);
        _time.AppendUnixNano(span.StartUnixNano);
        _duration.Append((ulong)(span.EndUnixNano - span.StartUnixNano));
        _traceId.Append(span.TraceId.Span);
        _spanId.Append(span.SpanId.Span);
        _parentSpanId.Append(span.ParentSpanId.Span);
        _service.Append(span.ServiceName.Span);
        _name.Append(span.Name.Span);
        _kind.Append((byte)span.Kind);
        _status.Append((byte)span.Status);
        _statusMessage.Append(span.StatusMessage.Span);
        _traceState.Append(span.TraceState.Span);
        _correlationId.Append(span.CorrelationId.Span);
        _requestId.Append(span.RequestId.Span);
        _userId.Append(span.UserId.Span);
        _httpMethod.Append(span.HttpMethod.Span);
        _httpRoute.Append(span.HttpRoute.Span);
        _httpStatus.Append(span.HttpStatus);
        _peerService.Append(span.PeerService.Span);
        _dbSystem.Append(span.DbSystem.Span);
        _scopeName.Append(span.ScopeName.Span);
        Add(span.Attributes.Items, _attributes);
        AppendResource(span);
        AppendEvents(span.Events);
        AppendLinks(span.Links);
        _retentionDays.Append(retentionDays);
        Block.EndRow();
    }

    private void AppendResource(SpanRecord span)
    {
        if (Rows > 0 && span.ResourceVersion == _resourceVersion)
        {
            _resource.RepeatRow();
            return;
        }

        Add(span.Resource.Items, _resource);
        _resourceVersion = span.ResourceVersion;
    }

    private void AppendEvents(AttributedList<SpanEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
        {
            ref readonly var item = ref events.Items[i];
            _eventTimes.AppendUnixNano(item.TimeUnixNano);
            _eventNames.Append(item.Name.Span);
            Add(events.AttributesOf(i), _eventAttributes);
            _eventAttributes.EndRow();
        }
    }

    private void AppendLinks(AttributedList<SpanLink> links)
    {
        for (var i = 0; i < links.Count; i++)
        {
            ref readonly var item = ref links.Items[i];
            _linkTraceIds.Append(item.TraceId.Span);
            _linkSpanIds.Append(item.SpanId.Span);
            Add(links.AttributesOf(i), _linkAttributes);
            _linkAttributes.EndRow();
        }
    }

    private static void Add(ReadOnlySpan<LogAttribute> attributes, MapColumn map)
    {
        foreach (ref readonly var attribute in attributes)
        {
            map.Add(attribute.Key.Span, attribute.Value.Span);
        }
    }

    private TElements AddArray<TElements>(string name, TElements elements)
        where TElements : NativeColumn => Block.Add(name, new ArrayColumn<TElements>(elements)).Elements;
}
