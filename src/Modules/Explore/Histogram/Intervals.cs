using Monolith.Platform.Language;

namespace Monolith.Explore.Histogram;

/// <summary>Chooses intervals that people can read a chart by.</summary>
internal static class Intervals
{
    private const long NanosPerSecond = 1_000_000_000;

    private const int FewEnough = 100;

    private static readonly long[] Steps =
    [
        1,
        2,
        5,
        10,
        15,
        30,
        60,
        2 * 60,
        5 * 60,
        10 * 60,
        15 * 60,
        30 * 60,
        3_600,
        2 * 3_600,
        3 * 3_600,
        6 * 3_600,
        12 * 3_600,
        86_400,
        2 * 86_400,
        7 * 86_400,
        30 * 86_400,
    ];

    /// <summary>The smallest interval that cuts the range into few enough pieces, in seconds.</summary>
    public static long Choose(TimeRange range) =>
        Array.Find(Steps, step => Count(range, step) <= FewEnough) is var step and > 0 ? step : Steps[^1];

    /// <summary>How many intervals the range touches.</summary>
    public static long Count(TimeRange range, long intervalSeconds) =>
        range.IsEmpty ? 0 : Last(range, intervalSeconds) - First(range, intervalSeconds) + 1;

    /// <summary>The number of the first interval that the range touches, counted from 1970.</summary>
    public static long First(TimeRange range, long intervalSeconds) =>
        range.FromUnixNano / NanosPerSecond / intervalSeconds;

    private static long Last(TimeRange range, long intervalSeconds) =>
        (range.ToUnixNano - 1) / NanosPerSecond / intervalSeconds;
}
