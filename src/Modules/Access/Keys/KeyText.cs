using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Monolith.Platform.Buffers;

namespace Monolith.Access.Keys;

/// <summary>What keys look like: <c>mk_ID_SECRET</c>, where the last six characters of the secret are a check on all before them. So
/// scanners that look for secrets, and Monolith's own redaction, know one when they see it, and a slip of the pen is found without
/// looking anything up.</summary>
internal static class KeyText
{
    /// <summary>How all keys begin.</summary>
    public const string Prefix = "mk_";

    /// <summary>How many characters a key has.</summary>
    public const int Length = CheckAt + CheckLength;

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int IdLength = 12;
    private const int SecretLength = 43; // 62^43 is just above 2^256
    private const int CheckLength = 6; // 62^6 is above 2^32
    private const int SecretAt = 3 + IdLength + 1;
    private const int CheckAt = SecretAt + SecretLength;

    private static readonly SearchValues<char> DigitValues = SearchValues.Create(Digits);

    /// <summary>A key that nobody has had, and the part of it that is no secret.</summary>
    public static (string Id, string Key) Make()
    {
        var id = RandomNumberGenerator.GetString(Digits, IdLength);
        var text = $"{Prefix}{id}_{RandomNumberGenerator.GetString(Digits, SecretLength)}";
        Span<char> check = stackalloc char[CheckLength];
        Check(text, check);
        return (id, $"{text}{check}");
    }

    /// <summary>Whether this can be a key. Says nothing about whether it is one.</summary>
    public static bool IsKey(ReadOnlySpan<char> text)
    {
        if (
            text.Length != Length
            || !text.StartsWith(Prefix)
            || text[SecretAt - 1] != '_'
            || text[Prefix.Length..(SecretAt - 1)].ContainsAnyExcept(DigitValues)
            || text[SecretAt..].ContainsAnyExcept(DigitValues)
        )
        {
            return false;
        }

        Span<char> check = stackalloc char[CheckLength];
        Check(text[..CheckAt], check);
        return text[CheckAt..].SequenceEqual(check);
    }

    /// <summary>The SHA-256 of a key.</summary>
    /// <param name="key">Something that is a key by its looks.</param>
    /// <param name="hash">Gets 32 bytes.</param>
    public static void Hash(ReadOnlySpan<char> key, Span<byte> hash)
    {
        Span<byte> ascii = stackalloc byte[Length];
        Encoding.ASCII.GetBytes(key, ascii);
        SHA256.HashData(ascii, hash);
    }

    private static void Check(ReadOnlySpan<char> text, Span<char> check)
    {
        Span<byte> ascii = stackalloc byte[CheckAt];
        Encoding.ASCII.GetBytes(text, ascii);
        var rest = Crc32C.Of(ascii);
        for (var i = CheckLength - 1; i >= 0; i--)
        {
            (rest, var digit) = Math.DivRem(rest, (uint)Digits.Length);
            check[i] = Digits[(int)digit];
        }
    }
}
