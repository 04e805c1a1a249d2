namespace Monolith.Processing.Redaction.Detection.Detectors;

/// <summary>Reads an IPv6 address from text without making anything for it.</summary>
internal static class Ipv6Text
{
    /// <summary>Reads the whole of the text.</summary>
    /// <param name="text">The text: groups of up to four hexadecimal digits, one gap at most, the last two groups maybe an IPv4
    /// address.</param>
    /// <param name="address">Where its 16 bytes go.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, Span<byte> address)
    {
        var (at, written, gap) = (0, 0, -1);
        if (text.StartsWith("::"u8))
        {
            (at, gap) = (2, 0);
        }

        while (at < text.Length)
        {
            var rest = text[at..];
            var end = rest.IndexOf((byte)':');
            var group = end < 0 ? rest : rest[..end];
            if (end < 0 && group.IndexOf((byte)'.') >= 0)
            {
                if (written > 12 || !TryReadV4(group, address[written..]))
                {
                    return false;
                }

                written += 4;
                break;
            }

            if (written > 14 || !TryReadGroup(group, address[written..]))
            {
                return false;
            }

            written += 2;
            at += group.Length + 1;
            if (end >= 0 && at < text.Length && text[at] == ':')
            {
                if (gap >= 0)
                {
                    return false;
                }

                gap = written;
                at++;
            }
            else if (end >= 0 && at == text.Length)
            {
                return false;
            }
        }

        return gap < 0 ? written == 16 : written < 16 && TryOpen(address, gap, written);
    }

    // What was written after the gap belongs to the end.
    private static bool TryOpen(Span<byte> address, int gap, int written)
    {
        var tail = written - gap;
        address[gap..written].CopyTo(address[^tail..]);
        address[gap..^tail].Clear();
        return true;
    }

    private static bool TryReadGroup(ReadOnlySpan<byte> group, Span<byte> destination)
    {
        if (group.Length is 0 or > 4)
        {
            return false;
        }

        var value = 0;
        foreach (var digit in group)
        {
            if (!Ascii.IsHex(digit))
            {
                return false;
            }

            value = (value << 4) | (Ascii.IsDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        destination[0] = (byte)(value >> 8);
        destination[1] = (byte)value;
        return true;
    }

    private static bool TryReadV4(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var (part, value, digits) = (0, 0, 0);
        foreach (var next in text)
        {
            if (Ascii.IsDigit(next) && digits < 3)
            {
                value = value * 10 + next - '0';
                digits++;
            }
            else if (next == '.' && digits > 0 && part < 3 && value <= 255)
            {
                destination[part++] = (byte)value;
                (value, digits) = (0, 0);
            }
            else
            {
                return false;
            }
        }

        if (part != 3 || digits == 0 || value > 255)
        {
            return false;
        }

        destination[3] = (byte)value;
        return true;
    }
}
