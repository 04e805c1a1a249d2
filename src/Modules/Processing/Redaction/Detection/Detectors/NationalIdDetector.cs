namespace Monolith.Processing.Redaction.Detection.Detectors;

/// <summary>The countries whose numbers are looked for.</summary>
[Flags]
internal enum NationalIdLocales
{
    None = 0,
    UnitedStates = 1,
    Brazil = 2,
    Canada = 4,
    India = 8,
    Netherlands = 16,
    Poland = 32,
    Spain = 64,
}

/// <summary>The numbers that states give to people. Where a number is written like others too, a word before it must name it, whatever its
/// checksum says.</summary>
internal static class NationalIdDetector
{
    /// <summary>The locales by the words that settings have for them.</summary>
    public static IReadOnlyDictionary<string, NationalIdLocales> Locales { get; } =
        new Dictionary<string, NationalIdLocales>(StringComparer.Ordinal)
        {
            ["us"] = NationalIdLocales.UnitedStates,
            ["br"] = NationalIdLocales.Brazil,
            ["ca"] = NationalIdLocales.Canada,
            ["in"] = NationalIdLocales.India,
            ["nl"] = NationalIdLocales.Netherlands,
            ["pl"] = NationalIdLocales.Poland,
            ["es"] = NationalIdLocales.Spain,
        };

    private static ReadOnlySpan<byte> SpanishLetters => "TRWAGMYFPDXBNJZSQVHLCKE"u8;

    public static bool TryFind(in NumberGroups groups, NationalIdLocales locales, out Finding finding)
    {
        finding = default;
        var length = Length(in groups, locales);
        var start = groups.Start(0);
        if (length == 0 || !IsFree(groups.Text, start, start + length))
        {
            return false;
        }

        finding = new Finding(start, length, (byte)PiiKind.NationalId, Certainty.Proven);
        return true;
    }

    /// <returns>How many bytes the number has, or 0.</returns>
    private static int Length(in NumberGroups groups, NationalIdLocales locales)
    {
        var start = groups.Start(0);
        return groups.Length(0) switch
        {
            3 when Is(locales, NationalIdLocales.UnitedStates) && IsSocialSecurity(in groups) => groups.End(2) - start,
            3 when Is(locales, NationalIdLocales.Brazil) && IsCpf(in groups) => groups.End(3) - start,
            3 when Is(locales, NationalIdLocales.Canada) && IsSin(in groups) => groups.End(2) - start,
            4 when Is(locales, NationalIdLocales.India) && IsAadhaar(in groups) => groups.End(2) - start,
            8 when Is(locales, NationalIdLocales.Spain) && IsDni(in groups) => 9,
            9 when Is(locales, NationalIdLocales.Netherlands) && IsBsn(in groups) => 9,
            11 when Is(locales, NationalIdLocales.Poland) && IsPesel(in groups) => 11,
            _ => 0,
        };
    }

    private static bool Is(NationalIdLocales locales, NationalIdLocales one) => (locales & one) == one;

    private static bool IsFree(ReadOnlySpan<byte> text, int start, int end)
    {
        var (before, after) = (Ascii.At(text, start - 1), Ascii.At(text, end));
        return !Ascii.IsWord(before)
            && before is not ((byte)'.' or (byte)'-' or (byte)'+')
            && !Ascii.IsWord(after)
            && !(after is (byte)'-' or (byte)'.' && Ascii.IsAlphanumeric(Ascii.At(text, end + 1)));
    }

    private static bool IsSocialSecurity(in NumberGroups groups)
    {
        if (!groups.Are("324"u8))
        {
            return false;
        }

        var area = groups.Digits(0);
        var isGiven =
            area[0] != '9'
            && !area.SequenceEqual("000"u8)
            && !area.SequenceEqual("666"u8)
            && !groups.Digits(1).SequenceEqual("00"u8)
            && !groups.Digits(2).SequenceEqual("0000"u8);
        return isGiven && (groups.After(0) == '-' || ContextWords.IsSocialSecurityBefore(groups.Text, groups.Start(0)));
    }

    // 123.456.789-09, both last digits from the nine before.
    private static bool IsCpf(in NumberGroups groups)
    {
        if (
            groups.Count < 4
            || groups.Length(1) != 3
            || groups.Length(2) != 3
            || groups.Length(3) != 2
            || !groups.AreApart(2, (byte)'.')
            || groups.After(2) != '-'
        )
        {
            return false;
        }

        Span<byte> digits = stackalloc byte[11];
        groups.Join(3, digits);
        return digits[9] - '0' == CpfDigit(digits[..9]) && digits[10] - '0' == CpfDigit(digits[..10]);
    }

    private static int CpfDigit(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            sum += (digits[i] - '0') * (digits.Length + 1 - i);
        }

        return sum * 10 % 11 % 10;
    }

    private static bool IsSin(in NumberGroups groups)
    {
        Span<byte> digits = stackalloc byte[9];
        return groups.Are("333"u8)
            && groups.Join(2, digits) == 9
            && Luhn.Holds(digits)
            && ContextWords.HasBefore(groups.Text, groups.Start(0), "sin"u8);
    }

    private static bool IsAadhaar(in NumberGroups groups)
    {
        Span<byte> digits = stackalloc byte[12];
        return groups.Are("444"u8)
            && groups.Length(3) != 4
            && groups.Digits(0)[0] >= '2'
            && groups.Join(2, digits) == 12
            && Verhoeff.Holds(digits);
    }

    private static bool IsDni(in NumberGroups groups)
    {
        var number = 0;
        foreach (var digit in groups.Digits(0))
        {
            number = number * 10 + digit - '0';
        }

        return SpanishLetters[number % 23] == groups.After(0);
    }

    private static bool IsBsn(in NumberGroups groups)
    {
        var digits = groups.Digits(0);
        var sum = -(digits[8] - '0');
        for (var i = 0; i < 8; i++)
        {
            sum += (digits[i] - '0') * (9 - i);
        }

        return sum % 11 == 0 && ContextWords.HasBefore(groups.Text, groups.Start(0), "bsn"u8);
    }

    private static bool IsPesel(in NumberGroups groups)
    {
        ReadOnlySpan<int> weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1];
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += (groups.Digits(0)[i] - '0') * weights[i];
        }

        return sum % 10 == 0 && ContextWords.HasBefore(groups.Text, groups.Start(0), "pesel"u8);
    }
}
