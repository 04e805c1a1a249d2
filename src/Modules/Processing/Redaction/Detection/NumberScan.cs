using System.Buffers;
using Monolith.Processing.Redaction.Detection.Detectors;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>Looks for cards, telephone numbers and national ids in a run of digits and the signs between them.</summary>
internal static class NumberScan
{
    // Beyond this the words before the run say nothing of a number in it.
    private const int NearWords = 48;

    /// <summary>No number that is looked for has fewer.</summary>
    public const int FewestDigits = 7;

    private const int GroupsOfDate = 3;

    private static readonly SearchValues<byte> Numbers = SearchValues.Create("0123456789()*+,-./ "u8);

    /// <summary>Adds what is found in the run.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the run begins.</param>
    /// <param name="address">Where the text is known to hold the address of a machine: it may lie outside of the run.</param>
    /// <param name="name">What the name of the field says that the text is the value of.</param>
    /// <param name="rules">What is looked for.</param>
    /// <param name="findings">Where to add it.</param>
    public static void Find(
        ReadOnlySpan<byte> text,
        int start,
        (int Start, int End) address,
        NameTraits name,
        DetectionRules rules,
        FindingList findings
    )
    {
        var length = text[start..].IndexOfAnyExcept(Numbers);
        var end = length < 0 ? text.Length : start + length;
        if (!HasEnough(text[start..end]))
        {
            return;
        }

        PhoneContext? before = null;
        Span<int> memory = stackalloc int[NumberGroups.Max * 2];
        for (var at = start; at < end; )
        {
            var digit = text[at..end].IndexOfAnyInRange((byte)'0', (byte)'9');
            if (digit < 0)
            {
                return;
            }

            at += digit;
            if (at >= address.Start && at < address.End)
            {
                at = address.End;
                continue;
            }

            var hasPlus = at > start && text[at - 1] == '+';
            if (!hasPlus && IsInside(text, at))
            {
                at = EndOf(new NumberGroups(text, at, GroupsOfDate, memory));
                continue;
            }

            before ??= ContextWords.BeforePhone(text, start);
            var near = at - start <= NearWords && before > name.Phone ? before.Value : name.Phone;
            var groups = new NumberGroups(text, at, MostGroups(text, at, hasPlus || near != PhoneContext.None), memory);
            if (groups.Count == 1 && groups.Length(0) < FewestDigits)
            {
                at = groups.End(0);
            }
            else if (!hasPlus && PhoneDetector.IsAddress(in groups))
            {
                at = groups.End(3);
            }
            else if (TryFind(in groups, hasPlus, near, name.IsCard, rules, out var finding))
            {
                at = finding.End;
                findings.Add(finding);
            }
            else
            {
                at = EndOf(in groups);
            }
        }
    }

    // The middle of an id or of an address begins nothing.
    private static bool IsInside(ReadOnlySpan<byte> text, int at) =>
        Ascii.At(text, at - 1) switch
        {
            (byte)'.' => true,
            (byte)'-' => Ascii.IsAlphanumeric(Ascii.At(text, at - 2)),
            var before => Ascii.IsWord(before),
        };

    private static int EndOf(in NumberGroups groups) => PhoneDetector.IsDate(in groups) ? groups.End(2) : groups.End(0);

    // Times, sizes and versions are most of what is written like this.
    private static bool HasEnough(ReadOnlySpan<byte> run)
    {
        var digits = 0;
        for (var i = 0; i < run.Length && digits < FewestDigits; i++)
        {
            digits += Ascii.IsDigit(run[i]) ? 1 : 0;
        }

        return digits == FewestDigits;
    }

    // Without a word before it a number of one or two digits begins nothing but 1 (212) 555-0123; few groups show what the others are.
    private static int MostGroups(ReadOnlySpan<byte> text, int at, bool isLikely) =>
        isLikely ? NumberGroups.Max
        : !Ascii.IsDigit(Ascii.At(text, at + 1)) ? (text[at] == '1' && Ascii.IsDigit(Ascii.At(text, at + 3)) ? 4 : 1)
        : Ascii.IsDigit(Ascii.At(text, at + 2)) ? 5
        : 3;

    private static bool TryFind(
        in NumberGroups groups,
        bool hasPlus,
        PhoneContext context,
        bool isCardField,
        DetectionRules rules,
        out Finding finding
    )
    {
        if (!hasPlus && rules.Wants(PiiKind.Card) && CardDetector.TryFind(in groups, isCardField, out finding))
        {
            return true;
        }

        if (
            !hasPlus
            && rules.Wants(PiiKind.NationalId)
            && NationalIdDetector.TryFind(in groups, rules.NationalIds, out finding)
        )
        {
            return true;
        }

        finding = default;
        return rules.Wants(PiiKind.Phone) && PhoneDetector.TryFind(in groups, hasPlus, context, out finding);
    }
}
