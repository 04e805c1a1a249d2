namespace Monolith.Processing.Redaction.Detection;

/// <summary>Covers the part of a value that says who it is, and leaves what is of use: the domain of an e-mail address, the maker of a network
/// card, the last four characters of all else.</summary>
internal static class PartialText
{
    private const int KeptEnd = 4;
    private const int MakerOfMac = 8;

    /// <summary>Writes the value, partly covered. As long as the value at most.</summary>
    /// <returns>How many bytes were written.</returns>
    public static int Write(byte kind, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        switch ((PiiKind)kind)
        {
            case PiiKind.Email:
                var at = value.LastIndexOf((byte)'@');
                destination[0] = (byte)'*';
                value[at..].CopyTo(destination[1..]);
                return value.Length - at + 1;
            case PiiKind.Mac:
                value[..MakerOfMac].CopyTo(destination);
                return MakerOfMac + Cover(value[MakerOfMac..], destination[MakerOfMac..]);
            default:
                var kept = value.Length > KeptEnd * 2 ? KeptEnd : 0;
                while (kept > 0 && (value[^kept] & 0xC0) == 0x80)
                {
                    kept--;
                }

                var covered = Cover(value[..^kept], destination);
                value[^kept..].CopyTo(destination[covered..]);
                return covered + kept;
        }
    }

    private static int Cover(ReadOnlySpan<byte> value, Span<byte> destination)
    {
        var length = 0;
        foreach (var next in value)
        {
            if ((next & 0xC0) != 0x80)
            {
                destination[length++] = Ascii.IsWord(next) ? (byte)'*' : next;
            }
        }

        return length;
    }
}
