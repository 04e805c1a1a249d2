namespace Monolith.Processing.Redaction.Detection;

/// <summary>Knows what stands in the place of values already, so that it is left alone: marks as <c>[email]</c> and <c>[jwt:7q2mznpa]</c>,
/// tokens as <c>email_k3_…</c>, and what is encrypted.</summary>
internal static class Marks
{
    private const int LongestMark = 48;

    /// <summary>How many bytes the mark has that a text begins with; 0 when it begins with none.</summary>
    public static int LengthOfMark(ReadOnlySpan<byte> text)
    {
        if (text.Length < 3 || text[0] != '[')
        {
            return 0;
        }

        var window = text[..Math.Min(text.Length, LongestMark)];
        var end = window[1..].IndexOfAnyExcept(Name) + 1;
        return end > 1 && window[end] == ']' && Ascii.IsLetter(window[1]) ? end + 1 : 0;
    }

    /// <summary>Whether a text begins with a token: the name of its kind, <c>_k</c>, the number of the key, <c>_</c>.</summary>
    public static bool IsToken(ReadOnlySpan<byte> text)
    {
        var window = text[..Math.Min(text.Length, LongestMark)];
        for (var at = window.IndexOf("_k"u8); at > 0; )
        {
            var digits = at + 2;
            while (digits < window.Length && Ascii.IsDigit(window[digits]))
            {
                digits++;
            }

            if (digits > at + 2 && Ascii.At(window, digits) == '_')
            {
                return window[..at].IndexOfAnyExcept(Name) < 0;
            }

            var next = window[(at + 2)..].IndexOf("_k"u8);
            at = next < 0 ? -1 : at + 2 + next;
        }

        return false;
    }

    private static System.Buffers.SearchValues<byte> Name { get; } =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_:"u8);
}
