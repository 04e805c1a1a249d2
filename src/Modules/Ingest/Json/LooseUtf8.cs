using System.Text;
using System.Text.Unicode;
using Monolith.Platform.Buffers;

namespace Monolith.Ingest.Json;

/// <summary>Text that nobody checked: agents push lines as they find them, and those whom they are meant for take them.</summary>
internal static class LooseUtf8
{
    private const int BytesOfReplacement = 3;

    /// <summary>The text, or a copy of it that has U+FFFD wherever the bytes are no UTF-8.</summary>
    public static ReadOnlyMemory<byte> Repair(ReadOnlyMemory<byte> text, ScratchBuffer scratch)
    {
        if (Utf8.IsValid(text.Span))
        {
            return text;
        }

        var room = scratch.Take(text.Length * BytesOfReplacement);
        var written = 0;
        for (var rest = text.Span; !rest.IsEmpty; )
        {
            Rune.DecodeFromUtf8(rest, out var rune, out var consumed);
            written += rune.EncodeToUtf8(room.Span[written..]);
            rest = rest[consumed..];
        }

        scratch.Return(room.Length - written);
        return room[..written];
    }
}
