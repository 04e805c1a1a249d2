using System.Buffers.Binary;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Sampling;

/// <summary>Numbers that are spread evenly over 64 bits and are the same for the same bytes, on every machine and in every
/// version: what is kept must not depend on where a record came in.</summary>
internal static class RecordHash
{
    // Odd numbers with as many ones as zeros, in no order.
    private const ulong Start = 0x9E3779B97F4A7C15;
    private const ulong Factor = 0xD6E8FEB86659FD93;

    /// <summary>The number of some bytes; 0 for none.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return 0;
        }

        var hash = Start ^ (ulong)bytes.Length;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            hash = Join(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        var rest = 0UL;
        foreach (var b in bytes)
        {
            rest = rest << 8 | b;
        }

        return Join(Join(hash, rest), Start) | 1;
    }

    /// <summary>The number of a record that belongs to nothing: of when it happened, who wrote it and what it says.</summary>
    public static ulong Of(LogRecord record) =>
        Join(Join(Of(record.Body.Span), Of(record.ServiceName.Span)), (ulong)record.TimeUnixNano);

    /// <summary>One number of two.</summary>
    public static ulong Join(ulong first, ulong second)
    {
        var high = Math.BigMul(first ^ Start, second ^ Factor, out var low);
        return Spread(high ^ low);
    }

    // Two numbers that differ in one bit come out differing in about half of them.
    private static ulong Spread(ulong value)
    {
        value = (value ^ value >> 32) * Factor;
        return value ^ value >> 32;
    }
}
