using System.Collections.Frozen;

namespace Monolith.Processing.Redaction.Detection.Detectors;

/// <summary>Numbers of bank accounts (ISO 13616), from their country and check digits. In one piece or in groups of four.</summary>
internal static class IbanDetector
{
    private const int Longest = 34;

    /// <summary>How many characters a country's have: the country's two letters and the number.</summary>
    private static readonly FrozenDictionary<int, int> Lengths = (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 "
        + "FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 "
        + "LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 "
        + "SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
    )
        .Split(' ')
        .ToFrozenDictionary(
            entry => Country((byte)entry[0], (byte)entry[1]),
            entry => int.Parse(entry.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture)
        );

    public static bool TryFind(ReadOnlySpan<byte> text, int start, out Finding finding)
    {
        finding = default;
        if (!Lengths.TryGetValue(Country(text[start], text[start + 1]), out var length))
        {
            return false;
        }

        Span<byte> number = stackalloc byte[Longest];
        var (at, count) = (start, 0);
        while (count < length && at < text.Length)
        {
            var next = text[at];
            if (Ascii.IsAlphanumeric(next))
            {
                number[count++] = next;
                at++;
            }
            else if (next is (byte)' ' or (byte)'-' && count % 4 == 0 && Ascii.IsAlphanumeric(Ascii.At(text, at + 1)))
            {
                at++;
            }
            else
            {
                return false;
            }
        }

        if (count < length || Ascii.IsWord(Ascii.At(text, at)) || !HasChecksum(number[..length]))
        {
            return false;
        }

        finding = new Finding(start, at - start, (byte)PiiKind.Iban, Certainty.Proven);
        return true;
    }

    // The country and the check digits go to the end, letters count from ten on, and the rest by 97 is one.
    private static bool HasChecksum(ReadOnlySpan<byte> number)
    {
        var rest = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var next = number[(i + 4) % number.Length];
            rest = Ascii.IsDigit(next) ? (rest * 10 + next - '0') % 97 : (rest * 100 + (next | 0x20) - 'a' + 10) % 97;
        }

        return rest == 1;
    }

    private static int Country(byte first, byte second) => ((first | 0x20) << 8) | (second | 0x20);
}
