using System.Buffers.Text;
using System.Text;
using Monolith.Platform.Buffers;

namespace Monolith.Platform.Json;

/// <summary>Turns the escapes of a JSON string into what they stand for.</summary>
public static class JsonEscapes
{
    /// <summary>The text without escapes: a slice of the JSON, or scratch memory where it had some.</summary>
    public static ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> json, JsonText text, ScratchBuffer scratch)
    {
        var slice = json.Slice(text.Start, text.Length);
        if (!text.Escaped)
        {
            return slice;
        }

        var plain = scratch.Take(text.Length);
        var written = Unescape(slice.Span, plain.Span);
        scratch.Return(text.Length - written);
        return plain[..written];
    }

    /// <summary>Writes the text without escapes and returns its length, which is never more than the source's.</summary>
    /// <remarks>
    /// The escapes must have been checked. One half of a surrogate pair, which JavaScript writes for a string that was cut
    /// in the middle of a character, stands for no character and becomes U+FFFD.
    /// </remarks>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> target)
    {
        var written = 0;
        while (true)
        {
            var plain = escaped.IndexOf((byte)'\\');
            if (plain < 0)
            {
                escaped.CopyTo(target[written..]);
                return written + escaped.Length;
            }

            escaped[..plain].CopyTo(target[written..]);
            written += plain;
            escaped = escaped[(plain + 1)..];
            if (escaped[0] == (byte)'u')
            {
                var rune = ReadRune(ref escaped);
                written += rune.EncodeToUtf8(target[written..]);
                continue;
            }

            target[written++] = escaped[0] switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                var itself => itself,
            };
            escaped = escaped[1..];
        }
    }

    private static Rune ReadRune(ref ReadOnlySpan<byte> escaped)
    {
        var high = ReadUnit(escaped[1..]);
        escaped = escaped[5..];
        if (char.IsHighSurrogate(high) && escaped.StartsWith("\\u"u8))
        {
            var low = ReadUnit(escaped[2..]);
            if (Rune.TryCreate(high, low, out var pair))
            {
                escaped = escaped[6..];
                return pair;
            }
        }

        return Rune.TryCreate(high, out var rune) ? rune : Rune.ReplacementChar;
    }

    private static char ReadUnit(ReadOnlySpan<byte> hex) =>
        Utf8Parser.TryParse(hex[..4], out ushort unit, out _, 'x')
            ? (char)unit
            : throw new InvalidOperationException("The escape was not checked.");
}
