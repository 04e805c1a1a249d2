using System.Globalization;
using System.Text.RegularExpressions;

namespace Monolith.Host.Import;

/// <summary>Finds the time in a line of text, in the forms in which programs commonly write it.</summary>
/// <param name="zone">The zone of times that name none.</param>
/// <param name="year">The year of times that name none, or null for the latest that is not after <paramref name="newest"/>.</param>
/// <param name="newest">When the file was last written.</param>
internal sealed partial class TextTime(TimeZoneInfo zone, int? year, DateTimeOffset newest)
{
    // Enough of a line to hold its time: long lines need not be looked through.
    private const int HeadLength = 120;

    // Milliseconds that a form may try. None needs one; the bound is for lines that nobody thought of.
    private const int Patience = 1000;

    private readonly Regex[] _forms = [Numeric(), Syslog(), Apache(), Compact(), AccessLog(), MonthAndDay(), Epoch()];

    /// <param name="line">The line.</param>
    /// <param name="time">Its time.</param>
    /// <param name="length">How much of the line's beginning says the time; 0 when the time stands further inside.</param>
    public bool TryRead(ReadOnlySpan<char> line, out DateTimeOffset time, out int length)
    {
        var head = line[..Math.Min(line.Length, HeadLength)].ToString();
        for (var i = 0; i < _forms.Length; i++)
        {
            var match = _forms[i].Match(head);
            if (match.Success && TryConvert(match.Groups, out time))
            {
                // The lines of one file are alike: the form that fitted this one is tried first on the next.
                (_forms[0], _forms[i]) = (_forms[i], _forms[0]);
                length = match.Groups["before"].Length == 0 ? match.Length : 0;
                return true;
            }
        }

        (time, length) = (default, 0);
        return false;
    }

    private bool TryConvert(GroupCollection groups, out DateTimeOffset time)
    {
        time = default;
        if (groups["epoch"].Success)
        {
            time = DateTimeOffset.FromUnixTimeSeconds(Number(groups["epoch"])) + Fraction(groups["fraction"]);
            return true;
        }

        var month = groups["monthname"].Success ? MonthNumber(groups["monthname"].Value) : Number(groups["month"]);
        var (day, hour) = (Number(groups["day"]), Number(groups["hour"]));
        var (minute, second) = (Number(groups["minute"]), Number(groups["second"]));
        if (month is < 1 or > 12 || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        if (groups["year"].Success)
        {
            var written = Number(groups["year"]);
            return TryMake(written < 100 ? 2000 + written : written, out time);
        }

        if (year is not null)
        {
            return TryMake(year.Value, out time);
        }

        // A file from January holds December's records of the year before. A day's grace, for clocks and zones.
        return (TryMake(newest.Year, out time) && time <= newest.AddDays(1)) || TryMake(newest.Year - 1, out time);

        bool TryMake(int inYear, out DateTimeOffset made)
        {
            made = default;
            if (inYear is < 1 or > 9998 || day < 1 || day > DateTime.DaysInMonth(inYear, month))
            {
                return false;
            }

            var local = new DateTime(inYear, month, day, hour, minute, second) + Fraction(groups["fraction"]);
            made = new DateTimeOffset(local, Offset(groups["zone"], local)).ToUniversalTime();
            return true;
        }
    }

    private TimeSpan Offset(Group written, DateTime local)
    {
        if (!written.Success)
        {
            return zone.GetUtcOffset(local);
        }

        var text = written.Value.Replace(":", "", StringComparison.Ordinal);
        if (text is "Z")
        {
            return TimeSpan.Zero;
        }

        var minutes = (Number(text.AsSpan(1, 2)) * 60) + Number(text.AsSpan(3, 2));
        return TimeSpan.FromMinutes(text[0] == '-' ? -minutes : minutes);
    }

    private static TimeSpan Fraction(Group digits) =>
        digits.Success
            ? TimeSpan.FromTicks(long.Parse(digits.ValueSpan[..Math.Min(7, digits.Length)].ToString().PadRight(7, '0')))
            : TimeSpan.Zero;

    private static int Number(Group digits) => digits.Success ? Number(digits.ValueSpan) : 0;

    private static int Number(ReadOnlySpan<char> digits) =>
        int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static int MonthNumber(string name) =>
        1
        + Array.IndexOf(
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
            name.ToLowerInvariant()
        );

    // What parts the time from the text behind it goes with the time.
    private const string End = @"\]?[\s,|]*";
    private const string Clock = @"(?<hour>\d\d?):(?<minute>\d\d?):(?<second>\d\d?)([.,:](?<fraction>\d{1,9}))?";
    private const string Zone = @"( ?(?<zone>Z|[+-](0\d|1[0-4]):?[0-5]\d)(?!\w))?";

    /// <summary><c>2016-09-28 04:30:30,123</c>, <c>2016-09-28T04:30:30.123+02:00</c>, <c>17/06/09 20:10:40</c>.</summary>
    [GeneratedRegex(
        @"^(?<before>\S* )?\[?(?<year>\d{4}|\d\d)(?<separator>[-/.])(?<month>\d\d?)\k<separator>(?<day>\d\d?)[T _-]"
            + Clock
            + Zone
            + End,
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Patience
    )]
    private static partial Regex Numeric();

    /// <summary><c>Jun 14 15:16:01</c>, with or without syslog's priority.</summary>
    [GeneratedRegex(
        @"^(<\d{1,3}>)?(?<monthname>[A-Z][a-z]{2}) {1,2}(?<day>\d\d?) ((?<year>\d{4}) )?" + Clock + End,
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Patience
    )]
    private static partial Regex Syslog();

    /// <summary><c>[Sun Dec 04 04:47:44 2005]</c>.</summary>
    [GeneratedRegex(
        @"^\[?[A-Z][a-z]{2} (?<monthname>[A-Z][a-z]{2}) {1,2}(?<day>\d\d?) " + Clock + @" (?<year>\d{4})" + End,
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Patience
    )]
    private static partial Regex Apache();

    /// <summary><c>081109 203615</c> and <c>20171223-22:15:29:606</c>.</summary>
    [GeneratedRegex(
        @"^(?<year>\d{4}|\d\d)(?<month>\d\d)(?<day>\d\d)[ -](?<hour>\d\d?):?(?<minute>\d\d?):?(?<second>\d\d?)([.,:](?<fraction>\d{1,9}))?(?!\d)"
            + End,
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Patience
    )]
    private static partial Regex Compact();

    /// <summary><c>192.0.2.1 - anna [10/Oct/2025:13:55:36 -0700]</c>.</summary>
    [GeneratedRegex(
        @"^(?<before>[^\[]{1,80})?\[(?<day>\d\d?)/(?<monthname>[A-Z][a-z]{2})/(?<year>\d{4}):" + Clock + Zone + End,
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Patience
    )]
    private static partial Regex AccessLog();

    /// <summary><c>[10.30 16:49:06]</c>.</summary>
    [GeneratedRegex(
        @"^\[(?<month>\d\d)\.(?<day>\d\d) " + Clock + End,
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Patience
    )]
    private static partial Regex MonthAndDay();

    /// <summary><c>- 1117838570</c> and <c>1286536309.586</c>: seconds since 1970, first or after one word.</summary>
    [GeneratedRegex(
        @"^(?<before>\S+ )?(?<epoch>1\d{9})(\.(?<fraction>\d{1,9}))?(?=\s)" + End,
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Patience
    )]
    private static partial Regex Epoch();
}
