namespace Monolith.Processing.Redaction.Detection.Detectors;

/// <summary>The checksum of ISO/IEC 7812.</summary>
internal static class Luhn
{
    public static bool Holds(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            var weighed = i % 2 == 0 ? digit : digit * 2;
            sum += weighed > 9 ? weighed - 9 : weighed;
        }

        return sum % 10 == 0;
    }
}
