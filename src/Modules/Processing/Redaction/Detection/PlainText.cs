using System.Numerics;
using Monolith.Processing.Redaction.Detection.Detectors;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>Texts of whose form it is known that no detector finds anything in them: short words, small numbers, and ids of hexadecimal digits,
/// bare, behind a word as in <c>req-64ddcf5a647dd325</c>, or UUIDs. Most values are one of these, and need not be looked through.</summary>
internal static class PlainText
{
    // Keys are longer, and so are the numbers of bank accounts and the addresses of hardware.
    private const int LongestWord = 14;
    private const int MostDots = 2;
    private const int MostDashes = 4;

    // Longer numbers may be those of telephones.
    private const int LongestNumber = 9;

    private const int ShortestId = 12;
    private const int LongestWordOfId = 7;

    private const int UuidBytes = 36;
    private const int HalfUuid = UuidBytes / 2;
    private const ulong UuidDashes = (1UL << 8) | (1UL << 13) | (1UL << 18) | (1UL << 23);
    private const ulong UuidGroups = 1 | (UuidDashes << 1);

    /// <summary>Whether a text is such a one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What the name says of the field that it is the value of.</param>
    public static bool Is(ReadOnlySpan<byte> text, NameTraits name = default)
    {
        if (text.Length is < ShortMasks.Fewest or > ShortMasks.Most)
        {
            return text.Length < ShortMasks.Fewest || (text.Length == UuidBytes && IsUuid(text));
        }

        var masks = new ShortMasks(text);
        return (text.Length <= LongestWord && IsWord(masks))
            || (text.Length <= LongestNumber && name.Phone == PhoneContext.None && IsNumber(masks, text.Length))
            || (text.Length >= ShortestId && IsId(masks, text));
    }

    private static bool IsWord(ShortMasks masks) =>
        masks.Telling == 0
        && BitOperations.PopCount(masks.Digits) < NumberScan.FewestDigits
        && BitOperations.PopCount(masks.Dots) <= MostDots
        && BitOperations.PopCount(masks.Dashes) <= MostDashes;

    private static bool IsNumber(ShortMasks masks, int length) =>
        BitOperations.PopCount(masks.Dots) <= 1 && (masks.Digits | masks.Dots) == uint.MaxValue >> (32 - length);

    private static bool IsId(ShortMasks masks, ReadOnlySpan<byte> text)
    {
        var dashes = masks.Dashes;
        var start = dashes == 0 ? 0 : BitOperations.TrailingZeroCount(dashes) + 1;
        if (start > 0 && (start > LongestWordOfId + 1 || KeyDetector.MayBegin(text[0])))
        {
            return false;
        }

        var all = uint.MaxValue >> (32 - text.Length);
        return dashes == (1U << start) >> 1
            && (((1U << start) - 1) & ~(masks.SmallLetters | dashes)) == 0
            && IsHex(masks.Digits >> start, masks.HexLetters >> start, all >> start, groups: 1);
    }

    private static bool IsUuid(ReadOnlySpan<byte> text)
    {
        var (first, last) = (new ShortMasks(text[..HalfUuid]), new ShortMasks(text[HalfUuid..]));
        return (first.Dashes | ((ulong)last.Dashes << HalfUuid)) == UuidDashes
            && IsHex(
                first.Digits | ((ulong)last.Digits << HalfUuid),
                first.HexLetters | ((ulong)last.HexLetters << HalfUuid),
                (ulong.MaxValue >> (64 - UuidBytes)) & ~UuidDashes,
                UuidGroups
            );
    }

    // A number begins nowhere but at the first digit, since all others stand behind letters and digits: with a letter among the first few it is
    // none. Two letters and two digits begin the number of a bank account.
    private static bool IsHex(ulong digits, ulong letters, ulong all, ulong groups) =>
        (digits | letters) == all
        && (letters & ((1UL << NumberScan.FewestDigits) - 1)) != 0
        && (letters & (letters >> 1) & (digits >> 2) & (digits >> 3) & groups) == 0;
}
