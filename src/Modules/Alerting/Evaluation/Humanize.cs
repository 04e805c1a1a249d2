using System.Globalization;

namespace Monolith.Alerting.Evaluation;

/// <summary>Numbers as people read them, the same text that Prometheus makes of them.</summary>
internal static class Humanize
{
    private static readonly string[] Large = ["k", "M", "G", "T", "P", "E", "Z", "Y"];
    private static readonly string[] Small = ["m", "u", "n", "p", "f", "a", "z", "y"];

    /// <summary><c>1.235k</c>, <c>12.5m</c>: four digits and a prefix of the SI.</summary>
    public static string Number(double value)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return Digits(value);
        }

        var prefix = "";
        if (Math.Abs(value) >= 1)
        {
            for (var i = 0; i < Large.Length && Math.Abs(value) >= 1_000; i++)
            {
                (value, prefix) = (value / 1_000, Large[i]);
            }
        }
        else
        {
            for (var i = 0; i < Small.Length && Math.Abs(value) < 1; i++)
            {
                (value, prefix) = (value * 1_000, Small[i]);
            }
        }

        return Digits(value) + prefix;
    }

    /// <summary><c>12.5%</c> of a share of 0.125.</summary>
    public static string Percentage(double value) => double.IsFinite(value) ? $"{Digits(value * 100)}%" : Digits(value);

    /// <summary><c>1h 30m 0s</c> of 5400 seconds; below a second with a prefix of the SI.</summary>
    public static string Duration(double seconds)
    {
        if (seconds == 0 || !double.IsFinite(seconds))
        {
            return double.IsFinite(seconds) ? "0s" : Digits(seconds);
        }

        if (Math.Abs(seconds) < 1)
        {
            return $"{Number(seconds)}s";
        }

        var sign = seconds < 0 ? "-" : "";
        var whole = Math.Abs(Math.Truncate(seconds));
        var (s, m, h, d) = (
            whole % 60,
            Math.Floor(whole / 60) % 60,
            Math.Floor(whole / 3_600) % 24,
            Math.Floor(whole / 86_400)
        );
        return whole switch
        {
            >= 86_400 => $"{sign}{d}d {h}h {m}m {s}s",
            >= 3_600 => $"{sign}{h}h {m}m {s}s",
            >= 60 => $"{sign}{m}m {s}s",
            _ => $"{Digits(seconds)}s",
        };
    }

    // Go's %.4g.
    private static string Digits(double value) =>
        value switch
        {
            double.PositiveInfinity => "+Inf",
            double.NegativeInfinity => "-Inf",
            _ => value.ToString("G4", CultureInfo.InvariantCulture),
        };
}
