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

    public static KeyValue Pair(string key, AnyValue value) => new() { Key = key, Value = value };

    public static AnyValue Value(string text) => new() { StringValue = text };

    public static AnyValue Array(params AnyValue[] values) =>
        new() { ArrayValue = new ArrayValue { Values = { values } } };

    public static AnyValue List(params KeyValue[] pairs) =>
        new() { KvlistValue = new KeyValueList { Values = { pairs } } };
}
