using Google.Protobuf;
using Monolith.Ingest.Tests.Otlp.Messages;

namespace Monolith.Ingest.Tests.Otlp;

/// <summary>OTLP messages with something in every field.</summary>
internal static class Some
{
    public static readonly byte[] TraceId = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    public static readonly byte[] SpanId = [.. Enumerable.Range(1, 8).Select(i => (byte)i)];

    public static ulong UnixNano => (ulong)IngestHost.Now.ToUnixTimeMilliseconds() * 1_000_000;

    public static LogRecord LogRecord(string body = "hello") =>
        new()
        {
            TimeUnixNano = UnixNano + 7,
            ObservedTimeUnixNano = UnixNano + 9,
            SeverityNumber = 18,
            SeverityText = "Error!",
            Body = Value(body),
            Attributes =
            {
                Pair("text", Value("ä")),
                Pair("yes", new AnyValue { BoolValue = true }),
                Pair("int", new AnyValue { IntValue = -5 }),
                Pair("double", new AnyValue { DoubleValue = 1.5 }),
                Pair("bytes", new AnyValue { BytesValue = ByteString.CopyFrom(1, 2, 3) }),
                Pair("none", new AnyValue()),
                Pair("array", Array(Value("a\"b"), new AnyValue { IntValue = 2 }, List(Pair("k", Value("v"))))),
                Pair("list", List(Pair("a", Value("b")), Pair("deep", List(Pair("c", new AnyValue { IntValue = 1 }))))),
                Pair("http.response.status_code", new AnyValue { IntValue = 503 }),
            },
            DroppedAttributesCount = 3,
            Flags = 1,
            TraceId = ByteString.CopyFrom(TraceId),
            SpanId = ByteString.CopyFrom(SpanId),
            EventName = "something.happened",
        };

    public static ExportRequest ExportRequest(params LogRecord[] records) =>
        new()
        {
            ResourceLogs =
            {
                new ResourceLogs
                {
                    Resource = new Resource
                    {
                        Attributes =
                        {
                            Pair("service.name", Value("order")),
                            Pair("process.pid", new AnyValue { IntValue = 42 }),
                        },
                    },
                    ScopeLogs =
                    {
                        new ScopeLogs
                        {
                            Scope = new Scope
                            {
                                Name = "Orders",
                                Version = "1.2",
                                Attributes = { Pair("x", Value("y")) },
                            },
                            LogRecords = { records },
                        },
                    },
                },
            },
        };

    public static Span Span(string name = "GET /orders") =>
        new()
        {
            TraceId = ByteString.CopyFrom(TraceId),
            SpanId = ByteString.CopyFrom(SpanId),
            ParentSpanId = ByteString.CopyFrom(8, 7, 6, 5, 4, 3, 2, 1),
            TraceState = "vendor=1",
            Name = name,
            Kind = 2,
            StartTimeUnixNano = UnixNano + 7,
            EndTimeUnixNano = UnixNano + 2_000_007,
            Attributes =
            {
                Pair("http.request.method", Value("GET")),
                Pair("http.route", Value("/orders")),
                Pair("http.response.status_code", new AnyValue { IntValue = 503 }),
                Pair("peer.service", Value("payment")),
                Pair("db.system", Value("postgresql")),
                Pair("correlation_id", Value("c-1")),
                Pair("request_id", Value("r-1")),
                Pair("enduser.id", Value("u-1")),
                Pair("text", Value("ä")),
                Pair("list", List(Pair("a", Array(Value("b"), new AnyValue { IntValue = 2 })))),
            },
            DroppedAttributesCount = 1,
            DroppedEventsCount = 2,
            DroppedLinksCount = 3,
            Events =
            {
                new SpanEvent
                {
                    TimeUnixNano = UnixNano + 8,
                    Name = "exception",
                    Attributes = { Pair("exception.type", Value("Refused")) },
                    DroppedAttributesCount = 4,
                },
                new SpanEvent { Name = "retry" },
            },
            Links =
            {
                new SpanLink
                {
                    TraceId = ByteString.CopyFrom([.. new byte[15], 5]),
                    SpanId = ByteString.CopyFrom(8, 8, 8, 8, 8, 8, 8, 8),
                    TraceState = "other=1",
                    Attributes = { Pair("why", Value("batch")) },
                    Flags = 0x101,
                },
                new SpanLink(),
            },
            Status = new SpanStatus { Code = 2, Message = "no" },
            Flags = 0x103,
        };

    public static TraceRequest TraceRequest(params Span[] spans) =>
        new()
        {
            ResourceSpans =
            {
                new ResourceSpans
                {
                    Resource = new Resource
                    {
                        Attributes =
                        {
                            Pair("service.name", Value("order")),
                            Pair("process.pid", new AnyValue { IntValue = 42 }),
                        },
                    },
                    ScopeSpans =
                    {
                        new ScopeSpans
                        {
                            Scope = new Scope
                            {
                                Name = "Orders",
                                Version = "1.2",
                                Attributes = { Pair("x", Value("y")) },
                            },
                            Spans = { spans },
                        },
                    },
                },
            },
        };

    public static KeyValue Pair(string key, AnyValue value) => new() { Key = key, Value = value };

    public static AnyValue Value(string text) => new() { StringValue = text };

    public static AnyValue Array(params AnyValue[] values) =>
        new() { ArrayValue = new ArrayValue { Values = { values } } };

    public static AnyValue List(params KeyValue[] pairs) =>
        new() { KvlistValue = new KeyValueList { Values = { pairs } } };
}
