using System.Buffers.Text;
using System.Text;
using Monolith.Platform.Buffers;
using Monolith.Platform.Language;

namespace Monolith.Processing.Schemas;

/// <summary>Makes a value what its contract says, where it is plain what was meant: <c> Open</c> for <c>open</c>, <c>12.0</c> for
/// <c>12</c>, <c>yes</c> for <c>true</c>, seconds since 1970 for a time. Nothing is cut off and nothing guessed.</summary>
internal static class ValueMending
{
    private const int Room = 64;

    /// <summary>The value as it should be. False when nobody can tell.</summary>
    public static bool TryMend(
        ReadOnlyMemory<byte> value,
        ValueCheck check,
        ScratchBuffer scratch,
        out ReadOnlyMemory<byte> mended
    )
    {
        mended = Trimmed(value);
        if (check.Check(mended.Span) == ViolationRule.None)
        {
            return !mended.IsEmpty;
        }

        foreach (var allowed in check.Allowed)
        {
            if (Ascii.EqualsIgnoreCase(allowed, mended.Span))
            {
                mended = allowed;
                return check.Check(allowed) == ViolationRule.None;
            }
        }

        var room = scratch.Take(Room);
        var length = Write(mended.Span, check.Type, room.Span);
        scratch.Return(Room - length);
        mended = room[..length];
        return length > 0 && check.Check(mended.Span) == ViolationRule.None;
    }

    private static ReadOnlyMemory<byte> Trimmed(ReadOnlyMemory<byte> value)
    {
        var span = value.Span;
        var start = span.IndexOfAnyExcept(" \t\r\n"u8);
        return start < 0 ? default : value[start..(span.LastIndexOfAnyExcept(" \t\r\n"u8) + 1)];
    }

    private static int Write(ReadOnlySpan<byte> value, FieldType type, Span<byte> room) =>
        type switch
        {
            FieldType.Int => WriteWhole(value, room),
            FieldType.Bool => WriteBool(value, room),
            FieldType.Time => WriteTime(value, room),
            FieldType.Uuid => WriteUuid(value, room),
            _ => 0,
        };

    // 12.0 and 1.2e1 are twelve; 12.5 is no whole number, and which one was meant nobody knows.
    private static int WriteWhole(ReadOnlySpan<byte> value, Span<byte> room)
    {
        const double Exact = 1L << 53;
        return
            LogNumber.TryParse(value, out var number)
            && Math.Abs(number) <= Exact
            && Math.Truncate(number) == number
            && Utf8Formatter.TryFormat((long)number, room, out var written)
            ? written
            : 0;
    }

    private static int WriteBool(ReadOnlySpan<byte> value, Span<byte> room)
    {
        var isTrue = Is(value, "true"u8) || Is(value, "yes"u8) || Is(value, "on"u8) || Is(value, "1"u8);
        var isFalse = Is(value, "false"u8) || Is(value, "no"u8) || Is(value, "off"u8) || Is(value, "0"u8);
        return (isTrue || isFalse) && Utf8Formatter.TryFormat(isTrue, room, out var written, 'l') ? written : 0;
    }

    private static bool Is(ReadOnlySpan<byte> value, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(value, word);

    // Seconds, milliseconds, microseconds or nanoseconds since 1970: which, the number of digits tells until the year 2286.
    private static int WriteTime(ReadOnlySpan<byte> value, Span<byte> room)
    {
        long? unit = value.Length switch
        {
            10 => 1_000_000_000,
            13 => 1_000_000,
            16 => 1_000,
            19 => 1,
            _ => null,
        };
        return
            unit is { } nanos
            && Utf8Parser.TryParse(value, out long count, out var read)
            && read == value.Length
            && count > 0
            && count <= long.MaxValue / nanos
            ? UnixNano.Format(count * nanos, room)
            : 0;
    }

    private static int WriteUuid(ReadOnlySpan<byte> value, Span<byte> room)
    {
        foreach (var form in (ReadOnlySpan<char>)['N', 'B', 'P'])
        {
            if (Utf8Parser.TryParse(value, out Guid id, out var read, form) && read == value.Length)
            {
                return Utf8Formatter.TryFormat(id, room, out var written) ? written : 0;
            }
        }

        return 0;
    }
}
