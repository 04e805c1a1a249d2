using System.Buffers.Text;

namespace Monolith.Processing.Redaction.Tokens;

/// <summary>What tokens and ciphertexts look like: the kind, the number of the key, and letters that any field, URL and search can
/// hold.</summary>
internal static class TokenText
{
    // A key's number has at most ten digits.
    private const int MaxVersion = 10;

    private static ReadOnlySpan<byte> Alphabet => "abcdefghijklmnopqrstuvwxyz234567"u8;

    /// <summary>The beginning of what is encrypted.</summary>
    public static ReadOnlySpan<byte> EncryptedPrefix => "enc_"u8;

    /// <summary>At most so many bytes are written before the letters of a token or a ciphertext.</summary>
    public static int MaxPrefix(TokenKind kind) => EncryptedPrefix.Length + kind.Utf8.Length + MaxVersion + 3;

    /// <summary>So many letters stand for so many bytes.</summary>
    public static int LettersOf(int bytes) => (bytes * 8 + 4) / 5;

    /// <summary>Writes <c>email_k3_</c>.</summary>
    /// <returns>How many bytes were written.</returns>
    public static int WritePrefix(TokenKind kind, int version, Span<byte> destination)
    {
        kind.Utf8.CopyTo(destination);
        var length = kind.Utf8.Length;
        "_k"u8.CopyTo(destination[length..]);
        length += 2;
        return length + WriteVersion(version, destination[length..]);
    }

    /// <summary>Writes <c>3_</c>.</summary>
    /// <returns>How many bytes were written.</returns>
    public static int WriteVersion(int version, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(version, destination, out var digits);
        destination[digits] = (byte)'_';
        return digits + 1;
    }

    /// <summary>Writes bytes in base32 (RFC 4648) of small letters, without padding.</summary>
    /// <returns>How many letters were written.</returns>
    public static int WriteLetters(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        var (pending, bits, length) = (0u, 0, 0);
        foreach (var next in bytes)
        {
            pending = (pending << 8) | next;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                destination[length++] = Alphabet[(int)(pending >> (bits - 5)) & 31];
            }
        }

        if (bits > 0)
        {
            destination[length++] = Alphabet[(int)(pending << (5 - bits)) & 31];
        }

        return length;
    }

    /// <summary>Reads letters.</summary>
    /// <returns>False when they are not the letters of so many bytes.</returns>
    public static bool TryReadLetters(ReadOnlySpan<char> letters, Span<byte> bytes)
    {
        if (letters.Length != LettersOf(bytes.Length))
        {
            return false;
        }

        var (pending, bits, length) = (0u, 0, 0);
        foreach (var letter in letters)
        {
            var value = letter > 127 ? -1 : Alphabet.IndexOf((byte)letter);
            if (value < 0)
            {
                return false;
            }

            (pending, bits) = ((pending << 5) | (uint)value, bits + 5);
            if (bits >= 8)
            {
                bits -= 8;
                bytes[length++] = (byte)(pending >> bits);
            }
        }

        return true;
    }

    /// <summary>Writes what covers a value when there is no key for it: <c>[email]</c>.</summary>
    /// <returns>How many bytes were written.</returns>
    public static int WriteCover(TokenKind kind, Span<byte> destination)
    {
        destination[0] = (byte)'[';
        kind.Utf8.CopyTo(destination[1..]);
        destination[kind.Utf8.Length + 1] = (byte)']';
        return kind.Utf8.Length + 2;
    }
}
