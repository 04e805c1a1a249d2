using System.Buffers.Text;

namespace Monolith.Processing.Enrichment.Network;

/// <summary>Reads IP addresses from text without allocating: with a port or without, in brackets, the first of a list as
/// <c>X-Forwarded-For</c> has it.</summary>
internal static class AddressText
{
    private const int Groups = 8;
    private const int MaxGroupDigits = 4;

    /// <summary>What IPv4 addresses begin with when they are written as those of IPv6.</summary>
    public static UInt128 MappedPrefix => (UInt128)0xFFFF << 32;

    /// <summary>Reads an address. One of IPv4 becomes its mapped form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out UInt128 address)
    {
        var comma = text.IndexOf((byte)',');
        text = (comma < 0 ? text : text[..comma]).Trim((byte)' ');
        if (text.Length > 0 && text[0] == (byte)'[')
        {
            var end = text.IndexOf((byte)']');
            text = end < 0 ? default : text[1..end];
        }

        return text.Count((byte)':') > 1 ? TryReadV6(text, out address) : TryReadV4WithPort(text, out address);
    }

    private static bool TryReadV4WithPort(ReadOnlySpan<byte> text, out UInt128 address)
    {
        var port = text.IndexOf((byte)':');
        var isRead = TryReadV4(port < 0 ? text : text[..port], out var v4);
        address = MappedPrefix | v4;
        return isRead;
    }

    private static bool TryReadV4(ReadOnlySpan<byte> text, out uint address)
    {
        address = 0;
        for (var part = 0; part < 4; part++)
        {
            if (part > 0)
            {
                if (text.IsEmpty || text[0] != (byte)'.')
                {
                    return false;
                }

                text = text[1..];
            }

            if (!Utf8Parser.TryParse(text, out byte number, out var read) || !char.IsAsciiDigit((char)text[0]))
            {
                return false;
            }

            address = (address << 8) | number;
            text = text[read..];
        }

        return text.IsEmpty;
    }

    // Groups up to "::", groups after it, and zeros between them.
    private static bool TryReadV6(ReadOnlySpan<byte> text, out UInt128 address)
    {
        address = default;
        var zone = text.IndexOf((byte)'%');
        text = zone < 0 ? text : text[..zone];
        var gap = text.IndexOf("::"u8);
        if (gap < 0)
        {
            return TryReadGroups(text, out address, out var count) && count == Groups;
        }

        if (
            !TryReadGroups(text[..gap], out var head, out var heads)
            || !TryReadGroups(text[(gap + 2)..], out var tail, out var tails)
            || heads + tails >= Groups
        )
        {
            return false;
        }

        // Shifting by all 128 bits would shift by none.
        address = (heads == 0 ? 0 : head << (16 * (Groups - heads))) | tail;
        return true;
    }

    private static bool TryReadGroups(ReadOnlySpan<byte> text, out UInt128 groups, out int count)
    {
        groups = default;
        count = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        foreach (var range in text.Split((byte)':'))
        {
            var group = text[range];
            if (count < Groups - 1 && range.End.Value == text.Length && group.Contains((byte)'.'))
            {
                var isV4 = TryReadV4(group, out var v4);
                groups = (groups << 32) | v4;
                count += 2;
                return isV4;
            }

            if (
                group.Length is 0 or > MaxGroupDigits
                || count == Groups
                || !Utf8Parser.TryParse(group, out ushort number, out var read, 'x')
                || read != group.Length
            )
            {
                return false;
            }

            groups = (groups << 16) | number;
            count++;
        }

        return true;
    }
}
