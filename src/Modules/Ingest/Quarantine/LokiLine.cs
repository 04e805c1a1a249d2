using System.Buffers;
using Monolith.Ingest.Loki;
using Monolith.Ingest.Otlp;

namespace Monolith.Ingest.Quarantine;

/// <summary>A single line of Loki's push API, in either of its forms. The labels of its stream are not in quarantine.</summary>
internal static class LokiLine
{
    /// <summary>Reads the line, as the only one of a stream without labels.</summary>
    public static void Decode(ReadOnlyMemory<byte> line, LokiStream stream)
    {
        // In protobuf these two would be fields that no line has.
        if (line.Span is [(byte)'[' or (byte)'{', ..])
        {
            byte[] request = [.. "{\"streams\":[{\"stream\":{},\"values\":["u8, .. line.Span, .. "]}]}"u8];
            new LokiJsonDecoder(request, stream).Decode();
        }
        else
        {
            new LokiProtobufDecoder(AsRequest(line), stream).Decode();
        }
    }

    private static ReadOnlyMemory<byte> AsRequest(ReadOnlyMemory<byte> line)
    {
        var streamOfOne = new ArrayBufferWriter<byte>(line.Length + 16);
        streamOfOne.WriteText(1, "{}");
        streamOfOne.WriteBytes(2, line.Span);
        var request = new ArrayBufferWriter<byte>(streamOfOne.WrittenCount + 8);
        request.WriteBytes(1, streamOfOne.WrittenSpan);
        return request.WrittenMemory;
    }
}
