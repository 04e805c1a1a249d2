using System.Text;
using System.Text.Json;

namespace Monolith.Ingest.Otlp;

/// <summary>The messages of OTLP: names in JSON, numbers and types in protobuf.</summary>
internal static class OtlpShapes
{
    private static readonly Shape KeyValue = MakeKeyValue();
    private static readonly Shape Resource = new(
        "Resource",
        Nested("attributes", 1, KeyValue),
        Count("droppedAttributesCount", 2)
    );
    private static readonly Shape Scope = new(
        "InstrumentationScope",
        Text("name", 1),
        Text("version", 2),
        Nested("attributes", 3, KeyValue)
    );

    /// <summary>ExportLogsServiceRequest.</summary>
    public static readonly Shape LogsRequest = MakeLogsRequest();

    /// <summary>ExportTraceServiceRequest.</summary>
    public static readonly Shape TracesRequest = MakeTracesRequest();

    private static Shape MakeKeyValue()
    {
        var anyValue = new Shape("AnyValue");
        var keyValue = new Shape("KeyValue", Text("key", 1), Nested("value", 2, anyValue));
        anyValue.Fields =
        [
            Text("stringValue", 1),
            new("boolValue", 2, WireType.Varint) { IsBool = true },
            new("intValue", 3, WireType.Varint),
            new("doubleValue", 4, WireType.Fixed64) { IsDouble = true },
            Nested("arrayValue", 5, new Shape("ArrayValue", Nested("values", 1, anyValue))),
            Nested("kvlistValue", 6, new Shape("KeyValueList", Nested("values", 1, keyValue))),
            new("bytesValue", 7, WireType.Bytes) { Text = TextForm.Base64 },
        ];
        return keyValue;
    }

    private static Shape MakeLogsRequest()
    {
        var anyValue = KeyValue.Fields[1].Message!;
        var record = new Shape(
            "LogRecord",
            Time("timeUnixNano", 1),
            new("severityNumber", 2, WireType.Varint),
            Text("severityText", 3),
            Nested("body", 5, anyValue),
            Nested("attributes", 6, KeyValue),
            Count("droppedAttributesCount", 7),
            new("flags", 8, WireType.Fixed32),
            Id("traceId", 9),
            Id("spanId", 10),
            Time("observedTimeUnixNano", 11),
            Text("eventName", 12)
        );
        var scopeLogs = new Shape("ScopeLogs", Nested("scope", 1, Scope), Nested("logRecords", 2, record));
        var resourceLogs = new Shape(
            "ResourceLogs",
            Nested("resource", 1, Resource),
            Nested("scopeLogs", 2, scopeLogs)
        );
        return new Shape("ExportLogsServiceRequest", Nested("resourceLogs", 1, resourceLogs));
    }

    private static Shape MakeTracesRequest()
    {
        var happening = new Shape(
            "Event",
            Time("timeUnixNano", 1),
            Text("name", 2),
            Nested("attributes", 3, KeyValue),
            Count("droppedAttributesCount", 4)
        );
        var link = new Shape(
            "Link",
            Id("traceId", 1),
            Id("spanId", 2),
            Text("traceState", 3),
            Nested("attributes", 4, KeyValue),
            Count("droppedAttributesCount", 5),
            new("flags", 6, WireType.Fixed32)
        );
        var status = new Shape("Status", Text("message", 2), new("code", 3, WireType.Varint));
        var span = new Shape(
            "Span",
            Id("traceId", 1),
            Id("spanId", 2),
            Text("traceState", 3),
            Id("parentSpanId", 4),
            Text("name", 5),
            new("kind", 6, WireType.Varint),
            Time("startTimeUnixNano", 7),
            Time("endTimeUnixNano", 8),
            Nested("attributes", 9, KeyValue),
            Count("droppedAttributesCount", 10),
            Nested("events", 11, happening),
            Count("droppedEventsCount", 12),
            Nested("links", 13, link),
            Count("droppedLinksCount", 14),
            Nested("status", 15, status),
            new("flags", 16, WireType.Fixed32)
        );
        var scopeSpans = new Shape("ScopeSpans", Nested("scope", 1, Scope), Nested("spans", 2, span));
        var resourceSpans = new Shape(
            "ResourceSpans",
            Nested("resource", 1, Resource),
            Nested("scopeSpans", 2, scopeSpans)
        );
        return new Shape("ExportTraceServiceRequest", Nested("resourceSpans", 1, resourceSpans));
    }

    private static ShapeField Time(string name, int number) => new(name, number, WireType.Fixed64);

    private static ShapeField Count(string name, int number) => new(name, number, WireType.Varint);

    private static ShapeField Id(string name, int number) => new(name, number, WireType.Bytes) { Text = TextForm.Hex };

    private static ShapeField Text(string name, int number) => new(name, number, WireType.Bytes);

    private static ShapeField Nested(string name, int number, Shape message) =>
        new(name, number, WireType.Bytes) { Message = message };
}

/// <summary>A message: its fields by name.</summary>
internal sealed class Shape(string name, params ShapeField[] fields)
{
    /// <summary>What protobuf calls it.</summary>
    public string Name { get; } = name;

    /// <summary>Its fields. Set late only where messages hold one another.</summary>
    public ShapeField[] Fields { get; set; } = fields;

    /// <summary>The field of the name that the reader stands on, or null.</summary>
    public ShapeField? Find(ref Utf8JsonReader reader)
    {
        foreach (var field in Fields)
        {
            if (reader.ValueTextEquals(field.JsonName))
            {
                return field;
            }
        }

        return null;
    }
}

/// <summary>A field of a message. An array in JSON is the field several times over.</summary>
internal sealed record ShapeField(string Name, int Number, WireType Wire)
{
    /// <summary>The name as JSON has it.</summary>
    public byte[] JsonName { get; } = Encoding.UTF8.GetBytes(Name);

    /// <summary>The message that it holds, if it holds one.</summary>
    public Shape? Message { get; init; }

    /// <summary>How its bytes are written in JSON.</summary>
    public TextForm Text { get; init; }

    /// <summary>Whether its eight bytes are a double.</summary>
    public bool IsDouble { get; init; }

    /// <summary>Whether it is true or false.</summary>
    public bool IsBool { get; init; }
}

/// <summary>How JSON writes a field that protobuf writes as bytes.</summary>
internal enum TextForm
{
    /// <summary>As a string.</summary>
    Plain,
    Base64,
    Hex,
}
