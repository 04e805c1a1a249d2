namespace Monolith.Processing.Redaction.Detection;

/// <summary>What a byte of UTF-8 text can be a part of. A byte beyond ASCII belongs to a letter of some language.</summary>
internal static class Ascii
{
    public static bool IsDigit(byte value) => (uint)(value - '0') < 10;

    public static bool IsLetter(byte value) => (uint)((value | 0x20) - 'a') < 26;

    public static bool IsAlphanumeric(byte value) => IsDigit(value) || IsLetter(value);

    public static bool IsHex(byte value) => IsDigit(value) || (uint)((value | 0x20) - 'a') < 6;

    /// <summary>A part of a word or of a name in code.</summary>
    public static bool IsWord(byte value) => IsAlphanumeric(value) || value == '_' || value >= 0x80;

    /// <summary>A part of a key, a token or base64url.</summary>
    public static bool IsToken(byte value) => IsAlphanumeric(value) || value is (byte)'_' or (byte)'-';

    /// <summary>The small letter of a letter; of anything else nothing that is a letter.</summary>
    public static byte Lower(byte value) => (uint)(value - 'A') < 26 ? (byte)(value | 0x20) : value;

    /// <summary>The byte at a place, or 0 outside of the text.</summary>
    public static byte At(ReadOnlySpan<byte> text, int index) =>
        (uint)index < (uint)text.Length ? text[index] : (byte)0;

    /// <summary>Whether the text is this word of small letters, in whatever case.</summary>
    public static bool IsWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        if (text.Length != lower.Length)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (Lower(text[i]) != lower[i])
            {
                return false;
            }
        }

        return true;
    }
}
