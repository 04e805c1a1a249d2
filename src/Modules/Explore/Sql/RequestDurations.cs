namespace Monolith.Explore.Sql;

/// <summary>How long requests took, as the roll-up of requests keeps it. Each record counts as often as it stands for others.</summary>
internal static class RequestDurations
{
    /// <summary>Which rows of <c>logs</c> say how long they took.</summary>
    public const string IsMeasured = "duration_ms > 0 AND isFinite(duration_ms)";

    /// <summary>The state of the rows of a group. It is of the roll-up's type, so that both can be merged; a state without weights is the same
    /// in memory.</summary>
    public const string State =
        $"CAST(CAST(quantilesTDigestWeightedStateIf({Quantiles})(duration_ms, weight, {IsMeasured}), 'String'), "
        + $"'AggregateFunction(quantilesTDigest({Quantiles}), Float32)')";

    private const string Quantiles = "0.5, 0.9, 0.95, 0.99";

    private static readonly double[] Known = [0.5, 0.9, 0.95, 0.99];

    /// <summary>Whether the states know a quantile.</summary>
    public static bool Knows(double quantile) => Known.Contains(quantile);

    /// <summary>All quantiles of a column of states.</summary>
    public static string AllOf(string states) => $"quantilesTDigestMerge({Quantiles})({states})";

    /// <summary>One of the quantiles of a column of states.</summary>
    public static string Of(string states, double quantile) =>
        Array.IndexOf(Known, quantile) is >= 0 and var place
            ? $"{AllOf(states)}[{place + 1}]"
            : throw new ArgumentOutOfRangeException(nameof(quantile), quantile, null);

    /// <summary>The state of a column of states.</summary>
    public static string StateOf(string states) => $"quantilesTDigestMergeState({Quantiles})({states})";
}
