namespace Monolith.Processing.Redaction.Detection.Detectors;

/// <summary>The numbers of payment cards: groups as they are printed, the first digits of an issuer, and the checksum of Luhn.</summary>
internal static class CardDetector
{
    private const int Shortest = 12;
    private const int Usual = 16;
    private const int Longest = 19;

    public static bool TryFind(in NumberGroups groups, bool isCardField, out Finding finding)
    {
        finding = default;
        var last = LastGroup(in groups);
        if (last < 0 || !IsFree(in groups, last))
        {
            return false;
        }

        Span<byte> digits = stackalloc byte[Longest];
        var number = digits[..groups.Join(last, digits)];
        var text = groups.Text;
        var start = groups.Start(0);
        if (!IsIssued(number) || !Luhn.Holds(number) || ContextWords.IsCountBefore(text, start))
        {
            return false;
        }

        // Ids of 17 digits and more are common, and every tenth of them has a good checksum by chance.
        if (last == 0 && number.Length > Usual && !isCardField && !ContextWords.IsCardBefore(text, start))
        {
            return false;
        }

        finding = new Finding(start, groups.End(last) - start, (byte)PiiKind.Card, Certainty.Proven);
        return true;
    }

    private static int LastGroup(in NumberGroups groups) =>
        groups.Length(0) is >= Shortest and <= Longest ? 0
        : groups.Length(0) != 4 ? -1
        : groups.Are("44443"u8) ? 4
        : groups.Are("4444"u8) ? 3
        : groups.Are("465"u8) || groups.Are("464"u8) ? 2
        : -1;

    private static bool IsFree(in NumberGroups groups, int last)
    {
        var text = groups.Text;
        var (start, end) = (groups.Start(0), groups.End(last));
        var (before, after) = (Ascii.At(text, start - 1), Ascii.At(text, end));
        return !Ascii.IsWord(before)
            && before != '.'
            && !(before == '-' && Ascii.IsWord(Ascii.At(text, start - 2)))
            && !Ascii.IsWord(after)
            && !(after is (byte)'.' or (byte)'-' && Ascii.IsAlphanumeric(Ascii.At(text, end + 1)));
    }

    /// <summary>Whether an issuer of cards gives out numbers that begin and are as long as this.</summary>
    private static bool IsIssued(ReadOnlySpan<byte> number)
    {
        var first = 0;
        for (var i = 0; i < 4; i++)
        {
            first = first * 10 + number[i] - '0';
        }

        return number.Length switch
        {
            12 => IsMaestro(first),
            13 => first / 1000 == 4 || IsMaestro(first),
            14 => first / 100 is 36 or 38 or 39 || first / 10 is >= 300 and <= 305,
            15 => first / 100 is 34 or 37 || first is 1800 or 2131,
            16 => first / 1000 == 4
                || first / 100 is (>= 50 and <= 58) or 60 or 62 or (>= 64 and <= 65) or 81 or 82
                || first is (>= 2221 and <= 2720) or (>= 2200 and <= 2204) or (>= 3528 and <= 3589)
                || IsMaestro(first),
            _ => first / 1000 == 4 || first / 100 is 62 or 65 || IsMaestro(first),
        };
    }

    private static bool IsMaestro(int first) =>
        first is 5018 or 5020 or 5038 or 5893 or 6304 or 6759 or 6761 or 6762 or 6763;
}
