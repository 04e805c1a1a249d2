using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Monolith.Processing.Redaction.Detection.Detectors;

/// <summary>Addresses of IPv4 and IPv6. Those that are the same for everybody are left alone: loopback, link-local, masks, multicast, and
/// networks as such (<c>10.0.0.0/8</c>).</summary>
internal static class IpDetector
{
    private const int ShortestV4 = 7;
    private const int LongestV4 = 15;
    private const int MaxV6 = 45;
    private const uint FourZeros = 0x3030_3030;

    // The least number of so many digits that does not begin with a zero.
    private static ReadOnlySpan<byte> Least => [0, 0, 10, 100];

    private static readonly SearchValues<byte> Groups = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    /// <summary>The programs that put a version of four numbers after their name, as in <c>Chrome/120.0.0.0</c>.</summary>
    private static readonly byte[][] Browsers =
    [
        "chrome"u8.ToArray(),
        "chromium"u8.ToArray(),
        "edg"u8.ToArray(),
        "edge"u8.ToArray(),
        "edga"u8.ToArray(),
        "edgios"u8.ToArray(),
        "opr"u8.ToArray(),
        "opera"u8.ToArray(),
        "vivaldi"u8.ToArray(),
        "yabrowser"u8.ToArray(),
        "samsungbrowser"u8.ToArray(),
        "headlesschrome"u8.ToArray(),
        "crios"u8.ToArray(),
        "fxios"u8.ToArray(),
        "electron"u8.ToArray(),
        "version"u8.ToArray(),
        "whale"u8.ToArray(),
        "ucbrowser"u8.ToArray(),
        "safari"u8.ToArray(),
        "firefox"u8.ToArray(),
    ];

    /// <summary>Whether a text is an address of IPv4 that is looked for, and nothing else.</summary>
    public static bool IsV4(ReadOnlySpan<byte> text)
    {
        if (text.Length is < ShortestV4 or > LongestV4)
        {
            return false;
        }

        var masks = new ShortMasks(text);
        var dots = masks.Dots;
        if (BitOperations.PopCount(dots) != 3 || (masks.Digits | dots) != (1U << text.Length) - 1)
        {
            return false;
        }

        var first = BitOperations.TrailingZeroCount(dots);
        var second = BitOperations.TrailingZeroCount(dots &= dots - 1);
        var third = BitOperations.TrailingZeroCount(dots & (dots - 1));
        var (a, b) = (ReadPart(text, 0, first), ReadPart(text, first + 1, second));
        var (c, d) = (ReadPart(text, second + 1, third), ReadPart(text, third + 1, text.Length));
        return (a | b | c | d) >= 0 && IsPersonal((byte)a, (byte)b);
    }

    /// <summary>Looks at the run of numbers and dots around a dot.</summary>
    /// <param name="text">The text.</param>
    /// <param name="dot">The first dot of the run.</param>
    /// <param name="resume">Where the run ends: no dot before it needs to be looked at.</param>
    /// <param name="finding">What was found.</param>
    public static bool TryFindV4(ReadOnlySpan<byte> text, int dot, out int resume, out Finding finding)
    {
        finding = default;
        var start = dot;
        while (start > 0 && dot - start < 4 && Ascii.IsDigit(text[start - 1]))
        {
            start--;
        }

        var end = start;
        Span<byte> parts = stackalloc byte[4];
        var isAddress = TryReadParts(text, ref end, parts);
        resume = EndOfDotted(text, Math.Max(end, dot + 1));
        if (!isAddress || end != resume || !IsPersonal(parts[0], parts[1]) || !IsFree(text, start, end))
        {
            return false;
        }

        if (IsNetwork(text, end, parts) || IsVersion(text, start, parts))
        {
            return false;
        }

        finding = new Finding(start, end - start, (byte)PiiKind.Ip, Certainty.Grammar);
        return true;
    }

    /// <summary>Looks at the colons and hexadecimal digits around a place.</summary>
    public static bool TryFindV6(ReadOnlySpan<byte> text, int at, out int resume, out Finding finding)
    {
        finding = default;
        var start = at;
        while (start > 0 && at - start <= MaxV6 && IsV6(text[start - 1]))
        {
            start--;
        }

        var length = text[at..].IndexOfAnyExcept(Groups);
        var end = length < 0 ? text.Length : at + length;
        resume = end;
        while (end > start && text[end - 1] == '.')
        {
            end--;
        }

        if (end - start > 2 && text[end - 1] == ':' && text[end - 2] != ':')
        {
            end--;
        }

        // A label before it, as in client:2001:db8::1, is not hexadecimal; a colon of its own is.
        if (start < end - 1 && text[start] == ':' && text[start + 1] != ':')
        {
            start++;
        }

        if (
            Ascii.IsWord(Ascii.At(text, start - 1))
            || Ascii.IsWord(Ascii.At(text, end))
            || !IsV6Address(text, start, ref end)
        )
        {
            return false;
        }

        finding = new Finding(start, end - start, (byte)PiiKind.Ip, Certainty.Grammar);
        return true;
    }

    private static bool IsV6Address(ReadOnlySpan<byte> text, int start, ref int end)
    {
        Span<byte> address = stackalloc byte[16];
        if (end - start is < 3 or > MaxV6)
        {
            return false;
        }

        if (!Ipv6Text.TryRead(text[start..end], address))
        {
            // A port may follow without brackets around the address.
            end = start + text[start..end].LastIndexOf((byte)':');
            if (end - start < 3 || !Ipv6Text.TryRead(text[start..end], address))
            {
                return false;
            }
        }

        return IsPersonalV6(text[start..end], address) && !IsNetworkV6(text, end, address);
    }

    private static bool TryReadParts(ReadOnlySpan<byte> text, ref int at, Span<byte> parts)
    {
        for (var i = 0; i < 4; i++)
        {
            var (value, digits) = (0, 0);
            while (digits < 4 && Ascii.IsDigit(Ascii.At(text, at)))
            {
                value = value * 10 + text[at++] - '0';
                digits++;
            }

            // 03.04.2026 is a day: no number of an address begins with a zero.
            if (digits is 0 or > 3 || value > 255 || (digits > 1 && text[at - digits] == '0'))
            {
                return false;
            }

            parts[i] = (byte)value;
            if (i < 3)
            {
                if (Ascii.At(text, at) != '.')
                {
                    return false;
                }

                at++;
            }
        }

        return true;
    }

    // The number that the digits from one place to another are, or -1 where a part of an address is none such. How many digits it has can hardly
    // be foretold, so that there is no branch by it: the four bytes before the end are read, and those that are not of the part cut off.
    private static int ReadPart(ReadOnlySpan<byte> text, int start, int end)
    {
        var length = end - start;
        var bytes = MemoryMarshal.Read<uint>(text[Math.Max(end - 4, 0)..]) << (8 * Math.Max(4 - end, 0));
        var own = uint.MaxValue << (8 * (4 - length));
        var digits = (bytes & own) - (FourZeros & own);
        var number = (int)((digits >> 24) + (byte)(digits >> 16) * 10 + (byte)(digits >> 8) * 100);
        return length is >= 1 and <= 3 && number <= byte.MaxValue && number >= Least[length] ? number : -1;
    }

    private static int EndOfDotted(ReadOnlySpan<byte> text, int end)
    {
        while (
            end < text.Length
            && (Ascii.IsDigit(text[end]) || (text[end] == '.' && Ascii.IsDigit(Ascii.At(text, end + 1))))
        )
        {
            end++;
        }

        return end;
    }

    // The same for everybody: this host, loopback, link-local, multicast and masks.
    private static bool IsPersonal(byte first, byte second) =>
        first is not (0 or 127 or >= 224) && !(first == 169 && second == 254);

    private static bool IsFree(ReadOnlySpan<byte> text, int start, int end)
    {
        var (before, after) = (Ascii.At(text, start - 1), Ascii.At(text, end));
        return !Ascii.IsWord(before)
            && before != '.'
            && !(
                before == '-'
                && Ascii.IsAlphanumeric(Ascii.At(text, start - 2))
                && !Ascii.IsDigit(Ascii.At(text, start - 2))
            )
            && !Ascii.IsWord(after)
            && after != '~'
            && !(after is (byte)'-' or (byte)'+' && Ascii.IsLetter(Ascii.At(text, end + 1)));
    }

    private static bool IsNetwork(ReadOnlySpan<byte> text, int end, ReadOnlySpan<byte> parts)
    {
        if (!TryReadPrefix(text, end, out var bits) || bits >= 32)
        {
            return false;
        }

        var value = ((uint)parts[0] << 24) | ((uint)parts[1] << 16) | ((uint)parts[2] << 8) | parts[3];
        return (value & (uint.MaxValue >> bits)) == 0;
    }

    private static bool IsNetworkV6(ReadOnlySpan<byte> text, int end, ReadOnlySpan<byte> address)
    {
        if (!TryReadPrefix(text, end, out var bits) || bits >= 128)
        {
            return false;
        }

        var whole = (bits + 7) / 8;
        return address[whole..].IndexOfAnyExcept((byte)0) < 0
            && (bits % 8 == 0 || (byte)(address[bits / 8] << (bits % 8)) == 0);
    }

    private static bool TryReadPrefix(ReadOnlySpan<byte> text, int end, out int bits)
    {
        bits = 0;
        if (Ascii.At(text, end) != '/' || !Ascii.IsDigit(Ascii.At(text, end + 1)))
        {
            return false;
        }

        for (var i = end + 1; i < end + 4 && Ascii.IsDigit(Ascii.At(text, i)); i++)
        {
            bits = bits * 10 + text[i] - '0';
        }

        return true;
    }

    private static bool IsVersion(ReadOnlySpan<byte> text, int start, ReadOnlySpan<byte> parts)
    {
        // Chrome/120.0.0.0 is a version, and node-7/10.0.0.1 a host with its address.
        if (Ascii.At(text, start - 1) == '/')
        {
            var end = start - 1;
            var name = end;
            while (name > 0 && end - name < 16 && Ascii.IsLetter(text[name - 1]))
            {
                name--;
            }

            return name < end && ((parts[2] | parts[3]) == 0 || IsBrowser(text[name..end]));
        }

        return ContextWords.IsVersionBefore(text, start) && IsNear(text, start);
    }

    private static bool IsBrowser(ReadOnlySpan<byte> name)
    {
        foreach (var browser in Browsers)
        {
            if (Ascii.IsWord(name, browser))
            {
                return true;
            }
        }

        return false;
    }

    // Only a few signs may stand between the word and the number: version: "1.2.3.4".
    private static bool IsNear(ReadOnlySpan<byte> text, int start)
    {
        var before = text[Math.Max(0, start - 5)..start];
        return before.LastIndexOfAnyInRange((byte)'A', (byte)'z') >= 0;
    }

    private static bool IsV6(byte value) => Ascii.IsHex(value) || value is (byte)':' or (byte)'.';

    private static bool IsPersonalV6(ReadOnlySpan<byte> text, ReadOnlySpan<byte> address)
    {
        var isLinkLocal = address[0] == 0xFE && (address[1] & 0xC0) == 0x80;
        var isMulticast = address[0] == 0xFF;
        var isHost = address[..15].IndexOfAnyExcept((byte)0) < 0;

        // Names in code are joined by two colons too: a::b, Face::1. Of an address as short as these the first group has a digit.
        var first = text.IndexOf((byte)':');
        var isNamed =
            text.Count((byte)':') > 2
                ? first < 3
                : first < 3 || text[..first].IndexOfAnyInRange((byte)'0', (byte)'9') < 0;
        return !isLinkLocal && !isMulticast && !isHost && (text[0] == ':' ? text.Length > 6 : !isNamed);
    }
}
