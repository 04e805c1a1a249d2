using Monolith.Ingest.Json;
using Monolith.Ingest.Otlp;
using Monolith.Platform.Problems;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Loki;

/// <summary>
/// Finds the lines in a PushRequest, straight from the wire bytes. The numbers are those of Loki's pkg/push/push.proto.
/// </summary>
internal ref struct LokiProtobufDecoder(ReadOnlyMemory<byte> request, LokiStream stream)
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long MaxSeconds = long.MaxValue / NanosecondsPerSecond;

    private Slice _labels;

    /// <summary>Reads the whole request.</summary>
    /// <exception cref="InvalidRequestException">It is no such message. Then nothing of it must be committed.</exception>
    /// <exception cref="TooLargeException">It holds more lines than one request may.</exception>
    public void Decode()
    {
        stream.BeginLabels();
        var fields = new ProtobufReader(request.Span, new Slice(0, request.Length));
        while (fields.TryNext())
        {
            if (fields.Number == 1 && fields.Wire == WireType.Bytes)
            {
                DecodeStream(fields.Bytes);
            }
        }

        CheckWhole(fields.IsBroken);
    }

    private void DecodeStream(Slice message)
    {
        // The labels hold for all lines of the stream, wherever in it they stand. Nearly always they come first.
        DecodeLabels(FindLabels(message));
        var fields = new ProtobufReader(request.Span, message);
        while (fields.TryNext())
        {
            if (fields.Number == 2 && fields.Wire == WireType.Bytes)
            {
                DecodeLine(fields.Bytes);
            }
        }

        CheckWhole(fields.IsBroken);
    }

    private readonly Slice FindLabels(Slice message)
    {
        var fields = new ProtobufReader(request.Span, message);
        while (fields.TryNext())
        {
            if (fields.Number == 1 && fields.Wire == WireType.Bytes)
            {
                return fields.Bytes;
            }
        }

        return default;
    }

    private void DecodeLabels(Slice labels)
    {
        // Clients that make a stream of each line send the same labels over and over.
        if (labels.Length > 0 && labels.Of(request.Span).SequenceEqual(_labels.Of(request.Span)))
        {
            return;
        }

        _labels = labels;
        stream.BeginLabels();
        if (stream.IsTooLarge(labels.Length))
        {
            stream.RefuseLabels();
            return;
        }

        var text = LooseUtf8.Repair(labels.Of(request), stream.Scratch);
        stream.EndLabels(LabelsText.Read(text, stream));
    }

    private readonly void DecodeLine(Slice message)
    {
        stream.BeginLine();
        if (stream.TryRejectTooLarge(message.Of(request)))
        {
            return;
        }

        var (time, line) = (0L, ReadOnlyMemory<byte>.Empty);
        var fields = new ProtobufReader(request.Span, message);
        var isWhole = true;
        while (isWhole && fields.TryNext())
        {
            switch (fields.Number)
            {
                case 1 when fields.Wire == WireType.Bytes:
                    isWhole = TryReadTime(fields.Bytes, out time);
                    break;
                case 2 when fields.Wire == WireType.Bytes:
                    line = LooseUtf8.Repair(fields.Bytes.Of(request), stream.Scratch);
                    break;
                case 3 when fields.Wire == WireType.Bytes:
                    isWhole = TryReadMetadata(fields.Bytes);
                    break;
            }
        }

        if (isWhole && !fields.IsBroken)
        {
            stream.Submit(time, line, message.Of(request));
        }
        else
        {
            stream.Reject(RejectReason.InvalidProtobuf, "The line is no protobuf message.", message.Of(request));
        }
    }

    private readonly bool TryReadTime(Slice message, out long unixNano)
    {
        var (seconds, nanoseconds) = (0L, 0L);
        var fields = new ProtobufReader(request.Span, message);
        while (fields.TryNext())
        {
            switch (fields.Number)
            {
                case 1 when fields.Wire == WireType.Varint:
                    seconds = (long)fields.Value;
                    break;
                case 2 when fields.Wire == WireType.Varint:
                    nanoseconds = (long)fields.Value;
                    break;
            }
        }

        // A time before 1970 or after 2262 becomes one that the bounds on age refuse, and is not mistaken for none at all.
        unixNano = seconds switch
        {
            < 0 => 1,
            >= MaxSeconds => long.MaxValue,
            _ => (seconds * NanosecondsPerSecond) + Math.Clamp(nanoseconds, 0, NanosecondsPerSecond - 1),
        };
        return !fields.IsBroken;
    }

    private readonly bool TryReadMetadata(Slice message)
    {
        var (name, value) = (default(Slice), default(Slice));
        var fields = new ProtobufReader(request.Span, message);
        while (fields.TryNext())
        {
            switch (fields.Number)
            {
                case 1 when fields.Wire == WireType.Bytes:
                    name = fields.Bytes;
                    break;
                case 2 when fields.Wire == WireType.Bytes:
                    value = fields.Bytes;
                    break;
            }
        }

        stream.AddMetadata(
            LooseUtf8.Repair(name.Of(request), stream.Scratch),
            LooseUtf8.Repair(value.Of(request), stream.Scratch)
        );
        return !fields.IsBroken;
    }

    private static void CheckWhole(bool isBroken)
    {
        if (isBroken)
        {
            throw new InvalidRequestException("body", "The body is no PushRequest in protobuf.");
        }
    }
}
