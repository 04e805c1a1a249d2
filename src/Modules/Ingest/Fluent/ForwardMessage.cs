using System.Text.Unicode;
using Monolith.Ingest.Fluent.MessagePack;

namespace Monolith.Ingest.Fluent;

/// <summary>How a message carries its entries.</summary>
internal enum ForwardMode : byte
{
    /// <summary>It is one itself.</summary>
    Message,

    /// <summary>In an array.</summary>
    Forward,

    /// <summary>One after the other, in a piece of data.</summary>
    Packed,
}

/// <summary>One message of the forward protocol, found but not read yet: slices of what came.</summary>
internal readonly record struct ForwardMessage
{
    private const string NoMessage =
        "It is no message of the forward protocol: an array of a tag, entries and options.";
    private const string UnknownCompression = "The entries are compressed in a way that is not read here. Use gzip.";

    private ForwardMessage(ReadOnlyMemory<byte> raw, string? problem = null) => (Raw, Problem) = (raw, problem);

    /// <summary>The message as it came.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>Why it cannot be read; null when it can.</summary>
    public string? Problem { get; private init; }

    /// <summary>Where its records come from, in the client's words.</summary>
    public ReadOnlyMemory<byte> Tag { get; private init; }

    /// <summary>How it carries its entries.</summary>
    public ForwardMode Mode { get; private init; }

    /// <summary>The time and the record; or the array of entries; or the data that holds them.</summary>
    public ReadOnlyMemory<byte> Entries { get; private init; }

    /// <summary>The id that the client wants to have back once the entries are durable; empty when it wants none.</summary>
    public ReadOnlyMemory<byte> Chunk { get; private init; }

    /// <summary>How the data are compressed, in the client's words; empty or <c>text</c> when they are not.</summary>
    public ReadOnlyMemory<byte> Compressed { get; private init; }

    /// <summary>What it tells of: 0 logs, and in Fluent Bit's numbers 1 metrics and 2 traces.</summary>
    public ulong Signal { get; private init; }

    /// <summary>Whether the data must be unpacked before they are read.</summary>
    public bool IsGzip => Mode == ForwardMode.Packed && Compressed.Span.SequenceEqual("gzip"u8);

    /// <summary>Finds the parts of a message.</summary>
    public static ForwardMessage Read(ReadOnlyMemory<byte> frame)
    {
        var reader = new MessagePackReader(frame.Span);
        if (
            !reader.TryRead(MessagePackKind.Array, out var parts)
            || parts.Count is < 2 or > 4
            || !reader.TryReadText(out var tag)
            || !Utf8.IsValid(frame.Span[tag])
        )
        {
            return new ForwardMessage(frame, NoMessage);
        }

        var start = reader.At;
        if (!reader.TryRead(out var second))
        {
            return new ForwardMessage(frame, NoMessage);
        }

        var message = new ForwardMessage(frame) { Tag = frame[tag] };
        switch (second.Kind)
        {
            case MessagePackKind.Text or MessagePackKind.Bytes:
                message = message with
                {
                    Mode = ForwardMode.Packed,
                    Entries = frame[(reader.At - (int)second.Length)..reader.At],
                };
                break;
            case MessagePackKind.Array:
                reader.TrySkipRest(second);
                message = message with { Mode = ForwardMode.Forward, Entries = frame[start..reader.At] };
                break;
            default:
                reader.TrySkipRest(second);
                reader.TrySkip();
                message = message with { Mode = ForwardMode.Message, Entries = frame[start..reader.At] };
                break;
        }

        var hasOptions = parts.Count > (message.Mode == ForwardMode.Message ? 3 : 2);
        var isWhole = !reader.IsBroken && (!hasOptions || TryReadOptions(ref reader, ref message));
        return message with
        {
            Problem =
                !isWhole ? NoMessage
                : message.Mode == ForwardMode.Packed && !IsKnown(message.Compressed.Span) ? UnknownCompression
                : null,
        };
    }

    private static bool IsKnown(ReadOnlySpan<byte> compressed) =>
        compressed.IsEmpty || compressed.SequenceEqual("text"u8) || compressed.SequenceEqual("gzip"u8);

    private static bool TryReadOptions(ref MessagePackReader reader, ref ForwardMessage message)
    {
        if (!reader.TryRead(out var options) || options.Kind is not (MessagePackKind.Map or MessagePackKind.Nil))
        {
            return false;
        }

        var frame = message.Raw;
        for (var i = 0U; i < options.Count; i++)
        {
            if (!reader.TryReadText(out var name) || !reader.TryRead(out var value) || !reader.TrySkipRest(value))
            {
                return false;
            }

            var content = frame[(reader.At - (int)value.Length)..reader.At];
            message = frame.Span[name] switch
            {
                var n when n.SequenceEqual("chunk"u8) => message with { Chunk = content },
                var n when n.SequenceEqual("compressed"u8) => message with { Compressed = content },
                var n when n.SequenceEqual("fluent_signal"u8) => message with { Signal = value.Number },
                _ => message,
            };
        }

        return true;
    }
}
