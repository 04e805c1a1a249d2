namespace Monolith.Processing.Redaction.Detection.Detectors;

/// <summary>Hardware addresses of six pairs, from their last colon or dash.</summary>
internal static class MacDetector
{
    private const int Length = 17;

    public static bool TryFind(ReadOnlySpan<byte> text, int last, out Finding finding)
    {
        finding = default;
        var start = last - 14;
        if (start < 0 || start + Length > text.Length)
        {
            return false;
        }

        var address = text.Slice(start, Length);
        var separator = text[last];
        var (before, after) = (Ascii.At(text, start - 1), Ascii.At(text, start + Length));

        // The fingerprint of a certificate is longer than six pairs, and the same for everybody.
        if (
            Ascii.IsWord(before)
            || Ascii.IsWord(after)
            || before == separator
            || after == separator
            || IsForAll(address)
        )
        {
            return false;
        }

        for (var i = 0; i < Length; i++)
        {
            if (i % 3 == 2 ? address[i] != separator : !Ascii.IsHex(address[i]))
            {
                return false;
            }
        }

        finding = new Finding(start, Length, (byte)PiiKind.Mac, Certainty.Grammar);
        return true;
    }

    private static bool IsForAll(ReadOnlySpan<byte> address) =>
        address.IndexOfAnyExcept((byte)'0', address[2]) < 0
        || address.IndexOfAnyExcept((byte)'f', (byte)'F', address[2]) < 0;
}
