using System.Buffers.Binary;
using Monolith.Ingest.Fluent.MessagePack;
using Monolith.Ingest.Json;
using Monolith.Platform.Json;

namespace Monolith.Ingest.Fluent;

/// <summary>Reads the times of entries: the protocol's own EventTime, whole seconds, and what libraries write besides.</summary>
internal static class EventTime
{
    private const int NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The time that a value is.</summary>
    /// <param name="value">The value.</param>
    /// <param name="content">Its content, when it is an extension.</param>
    /// <param name="unixNano">Nanoseconds since 1970 UTC; 0 when the value says nothing.</param>
    /// <returns>False when it is no time.</returns>
    public static bool TryRead(in MessagePackValue value, ReadOnlySpan<byte> content, out long unixNano)
    {
        unixNano = 0;
        switch (value.Kind)
        {
            case MessagePackKind.Nil:
            case MessagePackKind.Integer when value.Number == 0:
                return true;
            case MessagePackKind.Integer:
                unixNano = TimeText.FromNumber((long)value.Number, 0);
                return true;
            case MessagePackKind.Float:
                return TryReadSeconds(BitConverter.UInt64BitsToDouble(value.Number), out unixNano);
            case MessagePackKind.Extension when TryReadExtension(value, content, out var seconds, out var nanoseconds):
                unixNano = seconds is >= 0 and < long.MaxValue / NanosecondsPerSecond
                    ? (seconds * NanosecondsPerSecond) + nanoseconds
                    : TimeText.FromNumber(seconds, 0);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The seconds and nanoseconds of the protocol's EventTime (type 0) or of MessagePack's own timestamp (type -1).</summary>
    public static bool TryReadExtension(
        in MessagePackValue value,
        ReadOnlySpan<byte> content,
        out long seconds,
        out uint nanoseconds
    )
    {
        (seconds, nanoseconds) = (0, 0);
        switch (value.ExtensionType, content.Length)
        {
            case (0, 8):
                seconds = BinaryPrimitives.ReadUInt32BigEndian(content);
                nanoseconds = BinaryPrimitives.ReadUInt32BigEndian(content[4..]);
                break;
            case (-1, 4):
                seconds = BinaryPrimitives.ReadUInt32BigEndian(content);
                break;
            case (-1, 8):
                var both = BinaryPrimitives.ReadUInt64BigEndian(content);
                seconds = (long)(both & 0x3_FFFF_FFFF);
                nanoseconds = (uint)(both >> 34);
                break;
            case (-1, 12):
                nanoseconds = BinaryPrimitives.ReadUInt32BigEndian(content);
                seconds = BinaryPrimitives.ReadInt64BigEndian(content[4..]);
                break;
            default:
                return false;
        }

        return nanoseconds < NanosecondsPerSecond;
    }

    private static bool TryReadSeconds(double number, out long unixNano)
    {
        unixNano = 0;
        if (!double.IsFinite(number) || Math.Abs(number) >= long.MaxValue)
        {
            return false;
        }

        var whole = Math.Floor(number);
        unixNano = number == 0 ? 0 : TimeText.FromNumber((long)whole, (int)((number - whole) * NanosecondsPerSecond));
        return true;
    }
}
