using System.Buffers;
using Monolith.Ingest.Fluent;
using Monolith.Ingest.Fluent.MessagePack;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Quarantine;

/// <summary>What was refused of the forward protocol: an entry, without the tag of its message, or a message that could not be
/// read at all.</summary>
internal static class ForwardedEntry
{
    /// <summary>Reads it.</summary>
    public static void Decode(ReadOnlyMemory<byte> raw, DecodeLimits limits, ILogPipelineBatch batch)
    {
        var message = ForwardMessage.Read(IsMessage(raw.Span) ? raw : AsMessage(raw.Span));
        var decoder = new ForwardDecoder(limits, batch);
        if (message.IsGzip)
        {
            // It was refused because it does not unpack, or swells beyond all measure. Its entries by themselves never are.
            decoder.Reject(RejectReason.InvalidMessagePack, "The entries cannot be unpacked.", raw);
        }
        else
        {
            decoder.Decode(message, message.Entries);
        }
    }

    // A message begins with its tag, an entry with its time.
    private static bool IsMessage(ReadOnlySpan<byte> raw)
    {
        var reader = new MessagePackReader(raw);
        return reader.TryRead(MessagePackKind.Array, out _) && reader.TryReadText(out _);
    }

    private static ReadOnlyMemory<byte> AsMessage(ReadOnlySpan<byte> entries)
    {
        var message = new ArrayBufferWriter<byte>(entries.Length + 8);
        message.WriteArray(2);
        message.WriteText(""u8);
        message.WriteBytes(entries);
        return message.WrittenMemory;
    }
}
