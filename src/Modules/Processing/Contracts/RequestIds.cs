using System.Buffers;

namespace Monolith.Processing.Contracts;

/// <summary>What a request says it belongs to. It holds for those of its records that say nothing of their own.</summary>
/// <param name="CorrelationId">Ties the request together with others; empty when it does not say.</param>
/// <param name="RequestId">What its client calls it; empty when it does not say.</param>
/// <param name="Trace">The trace that it is part of.</param>
public sealed record RequestIds(ReadOnlyMemory<byte> CorrelationId, ReadOnlyMemory<byte> RequestId, TraceParent Trace);

/// <summary>W3C's trace context: the trace and the span that something happened in, as bytes. Both are empty when there is none.</summary>
/// <param name="TraceId">16 bytes.</param>
/// <param name="SpanId">8 bytes.</param>
public readonly record struct TraceParent(ReadOnlyMemory<byte> TraceId, ReadOnlyMemory<byte> SpanId)
{
    /// <summary>How many bytes the ids take.</summary>
    public const int Bytes = TraceIdBytes + SpanIdBytes;

    private const int TraceIdBytes = 16;
    private const int SpanIdBytes = 8;
    private const int TraceIdAt = 3;
    private const int SpanIdAt = 36;
    private const int FlagsAt = 53;
    private const int TextLength = 55;

    /// <summary>Reads <c>00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01</c>.</summary>
    /// <param name="text">The text. Later versions may have more behind it.</param>
    /// <param name="room">Where the ids go: <see cref="Bytes"/> bytes.</param>
    /// <param name="parent">The ids, which lie in the room.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, Memory<byte> room, out TraceParent parent)
    {
        parent = default;
        var isContext =
            text.Length >= TextLength
            && text[TraceIdAt - 1] == (byte)'-'
            && text[SpanIdAt - 1] == (byte)'-'
            && text[FlagsAt - 1] == (byte)'-'
            && (text.Length == TextLength || text[TextLength] == (byte)'-')
            && !text.StartsWith("ff"u8);
        var (trace, span) = (room[..TraceIdBytes], room.Slice(TraceIdBytes, SpanIdBytes));
        if (
            !isContext
            || !TryReadHex(text.Slice(TraceIdAt, TraceIdBytes * 2), trace.Span)
            || !TryReadHex(text.Slice(SpanIdAt, SpanIdBytes * 2), span.Span)
        )
        {
            return false;
        }

        parent = new TraceParent(trace, span);
        return true;
    }

    // An id of zeros alone stands for none.
    private static bool TryReadHex(ReadOnlySpan<byte> text, Span<byte> bytes) =>
        Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done && bytes.ContainsAnyExcept((byte)0);
}
