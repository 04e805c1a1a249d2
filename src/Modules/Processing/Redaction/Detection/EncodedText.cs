using System.Buffers;
using System.Buffers.Text;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>Takes the encoding off a token: base64 in both alphabets, and percent signs. One level only.</summary>
internal static class EncodedText
{
    /// <summary>A shorter token of base64 is a name or an id.</summary>
    public const int Shortest = 40;

    /// <summary>So many bytes are tried first: what is no text shows it at once.</summary>
    private const int Taste = 24;

    private const int PartBytes = 256;

    private static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789abcdefABCDEF-"u8);

    /// <summary>Decodes base64.</summary>
    /// <param name="token">The token; padding may be missing.</param>
    /// <param name="text">Room for as many bytes as the token has.</param>
    /// <returns>How many bytes of text it was, or 0 when it is no text.</returns>
    public static int DecodeBase64(ReadOnlySpan<byte> token, Span<byte> text)
    {
        token = token.TrimEnd((byte)'=');
        token = token.Length % 4 == 1 ? token[..^1] : token;
        if (token.Length < Shortest - 2 || token.IndexOfAnyExcept(Hex) < 0 || !IsTextual(token[..Taste]))
        {
            return 0;
        }

        // In the alphabet of URLs, which needs no padding. A few bytes at a time, so that no second buffer is needed.
        Span<byte> part = stackalloc byte[PartBytes];
        var length = 0;
        while (!token.IsEmpty)
        {
            var taken = Math.Min(token.Length, PartBytes);
            token[..taken].CopyTo(part);
            part.Replace((byte)'+', (byte)'-');
            part.Replace((byte)'/', (byte)'_');
            if (Base64Url.DecodeFromUtf8(part[..taken], text[length..], out _, out var written) != OperationStatus.Done)
            {
                return 0;
            }

            length += written;
            token = token[taken..];
        }

        return IsText(text[..length]) ? length : 0;
    }

    /// <summary>Decodes percent signs; one that begins no byte stays.</summary>
    /// <returns>How many bytes were written.</returns>
    public static int DecodePercents(ReadOnlySpan<byte> token, Span<byte> text)
    {
        var length = 0;
        for (var at = 0; at < token.Length; at++)
        {
            if (token[at] == '%' && TryReadByte(token, at, out var value))
            {
                text[length++] = value;
                at += 2;
            }
            else
            {
                text[length++] = token[at];
            }
        }

        return length;
    }

    /// <summary>Whether a percent sign begins a byte.</summary>
    public static bool IsPercent(ReadOnlySpan<byte> text, int at) => TryReadByte(text, at, out _);

    private static bool TryReadByte(ReadOnlySpan<byte> text, int at, out byte value)
    {
        value = 0;
        var digits = at + 2 < text.Length ? text.Slice(at + 1, 2) : default;
        return digits.Length == 2
            && Ascii.IsHex(digits[0])
            && Ascii.IsHex(digits[1])
            && Utf8Parser.TryParse(digits, out value, out _, 'x');
    }

    private static bool IsTextual(ReadOnlySpan<byte> taste)
    {
        Span<byte> copy = stackalloc byte[Taste];
        Span<byte> text = stackalloc byte[Taste];
        taste.CopyTo(copy);
        copy.Replace((byte)'+', (byte)'-');
        copy.Replace((byte)'/', (byte)'_');
        return Base64Url.DecodeFromUtf8(copy, text, out _, out var length) == OperationStatus.Done
            && IsPlain(text[..length]);
    }

    private static bool IsText(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOfAnyInRange((byte)0, (byte)8) < 0
        && bytes.IndexOfAnyInRange((byte)0x0E, (byte)0x1F) < 0
        && System.Text.Unicode.Utf8.IsValid(bytes);

    // A taste may end within a letter; what holds personal values begins with plain text.
    private static bool IsPlain(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOfAnyInRange((byte)0, (byte)8) < 0 && bytes.IndexOfAnyExceptInRange((byte)0x09, (byte)0x7E) < 0;
}
