using System.Text;
using System.Text.Json;

namespace Monolith.Ingest.Otlp;

/// <summary>The messages of OTLP logs: names in JSON, numbers and types in protobuf.</summary>
internal static class OtlpShapes
{
    /// <summary>ExportLogsServiceRequest.</summary>
    public static readonly Shape LogsRequest = MakeLogsRequest();

    private static Shape MakeLogsRequest()
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
        var attributes = keyValue;
        var resource = new Shape(
            "Resource",
            Nested("attributes", 1, attributes),
            new("droppedAttributesCount", 2, WireType.Varint)
        );
        var scope = new Shape(
            "InstrumentationScope",
            Text("name", 1),
            Text("version", 2),
            Nested("attributes", 3, attributes)
        );
        var record = new Shape(
            "LogRecord",
            new("timeUnixNano", 1, WireType.Fixed64),
            new("severityNumber", 2, WireType.Varint),
            Text("severityText", 3),
            Nested("body", 5, anyValue),
            Nested("attributes", 6, attributes),
            new("droppedAttributesCount", 7, WireType.Varint),
            new("flags", 8, WireType.Fixed32),
            new("traceId", 9, WireType.Bytes) { Text = TextForm.Hex },
            new("spanId", 10, WireType.Bytes) { Text = TextForm.Hex },
            new("observedTimeUnixNano", 11, WireType.Fixed64),
            Text("eventName", 12)
        );
        var scopeLogs = new Shape("ScopeLogs", Nested("scope", 1, scope), Nested("logRecords", 2, record));
        var resourceLogs = new Shape(
            "ResourceLogs",
            Nested("resource", 1, resource),
            Nested("scopeLogs", 2, scopeLogs)
        );
        return new Shape("ExportLogsServiceRequest", Nested("resourceLogs", 1, resourceLogs));
    }

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
