using System.Buffers;
using System.Buffers.Text;

namespace Monolith.Processing.Redaction.Detection.Detectors;

/// <summary>What follows the words <c>Bearer</c> and <c>Basic</c>, wherever they stand.</summary>
internal static class CredentialsDetector
{
    private const int MaxBasic = 512;

    /// <summary>Looks at the word before a run of letters of a token.</summary>
    public static bool TryFind(ReadOnlySpan<byte> text, int start, out Finding finding)
    {
        finding = default;
        if (Ascii.At(text, start - 1) != ' ' || start < 6)
        {
            return false;
        }

        var word = text[..(start - 1)].TrimEnd((byte)' ');
        var isBearer = ContextWords.EndsWith(word, "bearer"u8);
        if (!isBearer && !ContextWords.EndsWith(word, "basic"u8))
        {
            return false;
        }

        var end = start;
        while (end < text.Length && IsCredential(text[end]))
        {
            end++;
        }

        var value = text[start..end];
        if (isBearer ? !LooksRandom(value) : !IsBasic(value))
        {
            return false;
        }

        finding = new Finding(start, end - start, (byte)PiiKind.Credentials, Certainty.Grammar);
        return true;
    }

    private static bool IsCredential(byte value) =>
        Ascii.IsToken(value) || value is (byte)'.' or (byte)'+' or (byte)'/' or (byte)'=' or (byte)'~';

    // "bearer authentication-required" is a sentence.
    private static bool LooksRandom(ReadOnlySpan<byte> value) => value.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0;

    private static bool IsBasic(ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxBasic)
        {
            return true;
        }

        Span<byte> decoded = stackalloc byte[MaxBasic];
        return Base64.DecodeFromUtf8(value, decoded, out _, out var written) == OperationStatus.Done
            && decoded[..written].IndexOf((byte)':') >= 0;
    }
}
