using System.Text;
using System.Text.RegularExpressions;

namespace Monolith.Ingest.Quarantine;

/// <summary>
/// Covers what looks secret in a refused record: values of telling names, tokens, e-mail addresses, card numbers. It sees text
/// and not fields, because what is refused often is no JSON; so it covers rather too much than too little.
/// </summary>
/// <remarks>Every repetition has a bound: what is looked at was sent by strangers, and must not take long.</remarks>
internal static partial class Redaction
{
    private const string Cover = "***";
    private const int FewestCardDigits = 13;
    private const int MostCardDigits = 19;

    // Never needed by what was thought of; what was not is covered as a whole.
    private const int LongestMilliseconds = 2000;

    /// <summary>The bytes as text, with what looks secret covered.</summary>
    public static string Apply(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Apply(Encoding.UTF8.GetString(utf8));
        }
        catch (RegexMatchTimeoutException)
        {
            return Cover;
        }
    }

    private static string Apply(string text)
    {
        text = Credentials().Replace(text, $"${{scheme}} {Cover}");
        text = WebTokens().Replace(text, Cover);
        text = SecretValues().Replace(text, $"${{name}}{Cover}");
        text = EmailAddresses().Replace(text, Cover);
        return LongNumbers().Replace(text, number => IsCard(number.ValueSpan) ? Cover : number.Value);
    }

    // The check digit of cards: every second digit from the right counts twice, and the sum ends in 0.
    private static bool IsCard(ReadOnlySpan<char> number)
    {
        var (sum, digits) = (0, 0);
        for (var i = number.Length - 1; i >= 0; i--)
        {
            if (char.IsAsciiDigit(number[i]))
            {
                var digit = (number[i] - '0') * (digits % 2 + 1);
                sum += digit > 9 ? digit - 9 : digit;
                digits++;
            }
        }

        return digits is >= FewestCardDigits and <= MostCardDigits && sum % 10 == 0;
    }

    [GeneratedRegex(
        @"\b(?<scheme>Bearer|Basic|Splunk|ApiKey|Digest)[ ]{1,4}[A-Za-z0-9._~+/=:-]{6,8192}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        LongestMilliseconds
    )]
    private static partial Regex Credentials();

    [GeneratedRegex(
        @"\beyJ[A-Za-z0-9_-]{4,2048}\.[A-Za-z0-9_-]{4,4096}(\.[A-Za-z0-9_-]{0,2048})?",
        RegexOptions.ExplicitCapture,
        LongestMilliseconds
    )]
    private static partial Regex WebTokens();

    // A name, perhaps in quotes (which may be escaped, where JSON is quoted in JSON), a colon or an equals sign, and its value:
    // a text in quotes, a list, an object, or whatever comes before the next space or comma. Broken JSON may lack the last quote.
    [GeneratedRegex(
        """
            (?<name>(pass(word|wd|phrase)|\bpwd|secret|token|authori[sz]ation|api[_ -]?key|access[_-]?key|private[_-]?key|credential|cookie|session[_-]?id)[\w.-]{0,64}\\{0,2}["']?\s{0,8}[:=]\s{0,8})(\\{1,2}"[^"\\]*(\\{1,2}"|$)|"([^"\\]|\\.)*("|$)|'[^']*('|$)|\[[^\]]*(\]|$)|\{[^}]*(\}|$)|[^\s,;&}\]]+)
            """,
        RegexOptions.IgnoreCase
            | RegexOptions.CultureInvariant
            | RegexOptions.ExplicitCapture
            | RegexOptions.Singleline,
        LongestMilliseconds
    )]
    private static partial Regex SecretValues();

    [GeneratedRegex(
        @"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        LongestMilliseconds
    )]
    private static partial Regex EmailAddresses();

    [GeneratedRegex(
        @"(?<!\d)\d([ -]?\d){12,18}(?!\d)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        LongestMilliseconds
    )]
    private static partial Regex LongNumbers();
}
