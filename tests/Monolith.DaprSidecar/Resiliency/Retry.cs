using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.Resiliency;

/// <summary>How often a failed attempt is made again, and how long to wait before.</summary>
internal sealed record Retry
{
    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DefaultLongestPause = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstExponentialPause = TimeSpan.FromMilliseconds(500);

    private readonly bool _grows;
    private readonly TimeSpan _pause;
    private readonly TimeSpan _longestPause;
    private readonly IReadOnlyList<(int From, int To)> _codes = [];

    private Retry(
        bool grows,
        TimeSpan pause,
        TimeSpan longestPause,
        int maxRetries,
        IReadOnlyList<(int From, int To)> codes
    ) => (_grows, _pause, _longestPause, MaxRetries, _codes) = (grows, pause, longestPause, maxRetries, codes);

    /// <summary>Attempts after the first one; -1 is without limit.</summary>
    public int MaxRetries { get; init; }

    public static Retry Constant(TimeSpan pause, int maxRetries) => new(grows: false, pause, pause, maxRetries, []);

    public static Retry Read(Yaml policy) =>
        new(
            policy["policy"].Text == "exponential",
            Durations.TryParse(policy["duration"].Text, out var pause) ? pause : DefaultPause,
            Durations.TryParse(policy["maxInterval"].Text, out var longest) ? longest : DefaultLongestPause,
            int.TryParse(policy["maxRetries"].Text, out var max) ? max : -1,
            [
                .. (policy["matching"]["httpStatusCodes"].Text ?? "")
                    .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select(Range),
            ]
        );

    /// <summary>Whether a failure is tried again. One without a code always is.</summary>
    public bool Matches(int? code) =>
        code is null || _codes.Count == 0 || _codes.Any(range => code >= range.From && code <= range.To);

    /// <summary>The wait before a retry, the first being 1.</summary>
    public TimeSpan Pause(int retry)
    {
        if (!_grows)
        {
            return _pause;
        }

        var pause = FirstExponentialPause * Math.Pow(1.5, Math.Min(retry - 1, 50));
        return pause < _longestPause ? pause : _longestPause;
    }

    private static (int From, int To) Range(string text)
    {
        var ends = text.Split('-');
        return (int.Parse(ends[0]), int.Parse(ends[^1]));
    }
}
