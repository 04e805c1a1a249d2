using Monolith.Ingest.Json;
using Monolith.Platform.Signals;

namespace Monolith.Ingest.Gelf;

/// <summary>What the fields of GELF messages are called here.</summary>
internal static class GelfNames
{
    private static readonly ReadOnlyMemory<byte> FilePath = "code.file.path"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> LineNumber = "code.line.number"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Timestamp = "gelf.timestamp"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Level = "gelf.level"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ContainerId = "container.id"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ContainerName = "container.name"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ImageId = "container.image.id"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ImageName = "container.image.name"u8.ToArray();

    /// <summary>The attribute's name: without the underscore, and as OpenTelemetry calls what Docker's driver sends.</summary>
    public static ReadOnlyMemory<byte> AttributeOf(ReadOnlyMemory<byte> field) =>
        field.Length switch
        {
            4 when field.Span.SequenceEqual("file"u8) => FilePath,
            4 when field.Span.SequenceEqual("line"u8) => LineNumber,
            5 when field.Span.SequenceEqual("level"u8) => Level,
            9 when field.Span.SequenceEqual("timestamp"u8) => Timestamp,
            9 when field.Span.SequenceEqual("_image_id"u8) => ImageId,
            11 when field.Span.SequenceEqual("_image_name"u8) => ImageName,
            13 when field.Span.SequenceEqual("_container_id"u8) => ContainerId,
            15 when field.Span.SequenceEqual("_container_name"u8) => ContainerName,
            > 1 when field.Span[0] == (byte)'_' => field[1..],
            _ => field,
        };

    /// <summary>Fills the record's field that an additional field of this name stands for. False when there is none, or it is
    /// taken: then the field becomes an attribute.</summary>
    public static bool TryFillKnown(LogRecord record, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> value)
    {
        switch (FieldNames.Recognise(name))
        {
            case Field.Service when record.ServiceName.IsEmpty:
                record.ServiceName = value;
                return true;
            case Field.TraceId when record.TraceId.IsEmpty:
                record.TraceId = value;
                record.IdsAreText = true;
                return true;
            case Field.SpanId when record.SpanId.IsEmpty:
                record.SpanId = value;
                record.IdsAreText = true;
                return true;
            default:
                // The ids of requests and people move from the attributes to their fields, from every protocol.
                return false;
        }
    }
}
