using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Monolith.DaprSidecar.Resiliency;

/// <summary>Durations as Go writes them (<c>1m30s</c>, <c>200ms</c>), and as ISO 8601 does (<c>PT90S</c>).</summary>
internal static partial class Durations
{
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (string.IsNullOrEmpty(text) || text == "0")
        {
            return text == "0";
        }

        return text[0] == 'P' ? TryParseIso(text, out duration) : TryParseGo(text, out duration);
    }

    private static bool TryParseIso(string text, out TimeSpan duration)
    {
        try
        {
            duration = XmlConvert.ToTimeSpan(text);
            return true;
        }
        catch (FormatException)
        {
            duration = TimeSpan.Zero;
            return false;
        }
    }

    private static bool TryParseGo(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var end = 0;
        foreach (Match part in Parts().Matches(text))
        {
            if (part.Index != end)
            {
                return false;
            }

            end += part.Length;
            duration +=
                double.Parse(part.Groups["count"].ValueSpan, CultureInfo.InvariantCulture)
                * Unit(part.Groups["unit"].Value);
        }

        return end == text.Length;
    }

    private static TimeSpan Unit(string unit) =>
        unit switch
        {
            "ns" => TimeSpan.FromMicroseconds(0.001),
            "us" or "µs" => TimeSpan.FromMicroseconds(1),
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            _ => TimeSpan.FromHours(1),
        };

    [GeneratedRegex(
        @"(?<count>\d+(?:\.\d+)?)(?<unit>ns|us|µs|ms|s|m|h)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Parts();
}
