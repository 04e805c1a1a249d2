namespace Monolith.Processing.Redaction.Detection.Detectors;

/// <summary>Telephone numbers: with <c>+</c> as E.164 has them; without it where the words before say so, or as they are written in North
/// America.</summary>
internal static class PhoneDetector
{
    private const int Shortest = 7;
    private const int ShortestWithPlus = 8;
    private const int Longest = 15;

    // Once a number is so long, what follows after a space is something else: a status, a count.
    private const int Enough = 10;
    private const int MaxExtension = 5;

    public static bool TryFind(in NumberGroups groups, bool hasPlus, PhoneContext context, out Finding finding)
    {
        finding = default;
        var text = groups.Text;
        if (
            hasPlus
                ? groups.Digits(0)[0] == '0'
                : IsDate(in groups) || IsAddress(in groups) || !IsFreeBefore(text, groups.Start(0))
        )
        {
            return false;
        }

        var last = LastGroup(in groups, out var digits);
        var isPhone = hasPlus
            ? digits >= ShortestWithPlus && !Ascii.IsWord(Ascii.At(text, groups.Start(0) - 2))
            : IsNorthAmerican(in groups, ref last) || IsNational(in groups, last, digits, context);
        if (!isPhone)
        {
            return false;
        }

        var end = EndOfExtension(text, groups.End(last));
        if (Ascii.IsWord(Ascii.At(text, end)) || (!hasPlus && !IsFreeAfter(text, end)))
        {
            return false;
        }

        var start = Begin(in groups, hasPlus);
        finding = new Finding(start, end - start, (byte)PiiKind.Phone, Certainty.Likely);
        return true;
    }

    /// <summary>Whether the groups begin with a day: 2026-07-15, 15.07.2026.</summary>
    public static bool IsDate(in NumberGroups groups)
    {
        var (first, second, third) = (groups.Length(0), groups.Length(1), groups.Length(2));
        if (first == 4 && second is 1 or 2 && third is 1 or 2)
        {
            return groups.Digits(0)[0] is (byte)'1' or (byte)'2' && groups.After(0) != ' ';
        }

        return first is 1 or 2
            && second is 1 or 2
            && third == 4
            && groups.After(0) != ' '
            && groups.Digits(2)[0] is (byte)'1' or (byte)'2';
    }

    /// <summary>Whether the groups begin with an address: 203.0.113.7 is no telephone number, whatever is said of it; 03.93.92.16.85 is
    /// one.</summary>
    public static bool IsAddress(in NumberGroups groups) =>
        groups.Count >= 4 && groups.AreApart(3, (byte)'.') && (groups.Count == 4 || groups.After(3) != '.');

    private static int LastGroup(in NumberGroups groups, out int digits)
    {
        digits = groups.Length(0);
        var last = 0;
        while (last + 1 < groups.Count && digits + groups.Length(last + 1) <= Longest)
        {
            if (digits >= Enough && groups.After(last) == ' ')
            {
                break;
            }

            digits += groups.Length(++last);
        }

        return last;
    }

    private static bool IsNational(in NumberGroups groups, int last, int digits, PhoneContext context) =>
        digits is >= Shortest and <= Longest
        && groups.Length(0) <= Longest
        && context switch
        {
            PhoneContext.Strong => true,
            PhoneContext.Weak => last > 0 && groups.Length(0) is >= 2 and <= 5,
            _ => false,
        };

    // 212-555-0123, (212) 555-0123 and 1-212-555-0123: what else is written like this is rare enough to need no word before it.
    private static bool IsNorthAmerican(in NumberGroups groups, ref int last)
    {
        var first = groups.Length(0) == 1 && groups.Digits(0)[0] == '1' ? 1 : 0;
        if (groups.Length(first) != 3 || groups.Length(first + 1) != 3 || groups.Length(first + 2) != 4)
        {
            return false;
        }

        var isWritten = groups.After(first + 1) is (byte)'-' or (byte)'.' && groups.After(first) != ' ';
        if (!isWritten || groups.Digits(first)[0] < '2' || groups.Digits(first + 1)[0] < '2')
        {
            return false;
        }

        last = first + 2;
        return true;
    }

    private static bool IsFreeBefore(ReadOnlySpan<byte> text, int start)
    {
        var before = Ascii.At(text, start - 1);
        return !Ascii.IsWord(before)
            && before is not ((byte)'.' or (byte)'$' or (byte)'#' or (byte)'*' or (byte)',')
            && !(before is (byte)'-' or (byte)'/' && Ascii.IsAlphanumeric(Ascii.At(text, start - 2)));
    }

    private static bool IsFreeAfter(ReadOnlySpan<byte> text, int end) =>
        Ascii.At(text, end) switch
        {
            (byte)'-' or (byte)'.' or (byte)':' or (byte)'/' => !Ascii.IsAlphanumeric(Ascii.At(text, end + 1)),
            (byte)'%' => false,
            _ => true,
        };

    private static int EndOfExtension(ReadOnlySpan<byte> text, int end)
    {
        if (Ascii.At(text, end) != 'x')
        {
            return end;
        }

        var at = end + 1;
        while (at - end <= MaxExtension && Ascii.IsDigit(Ascii.At(text, at)))
        {
            at++;
        }

        return at > end + 1 ? at : end;
    }

    private static int Begin(in NumberGroups groups, bool hasPlus)
    {
        var start = groups.Start(0);
        var isBracketed = Ascii.At(groups.Text, start - 1) == '(' && groups.After(0) == ')';
        return hasPlus || isBracketed ? start - 1 : start;
    }
}
