namespace Monolith.Alerting.Rules;

/// <summary>What rules may say at most. Work and memory grow with each of them.</summary>
internal static class RuleLimits
{
    /// <summary>Rules of one tenant.</summary>
    public const int MaxRules = 5_000;

    /// <summary>Alerts of one rule, unless it says less.</summary>
    public const int MaxAlerts = 1_000;

    public const int MaxName = 100;
    public const int MaxId = 64;
    public const int MaxLabels = 20;
    public const int MaxAnnotations = 20;
    public const int MaxLabelName = 100;
    public const int MaxText = 2_000;
    public const int MaxFilterValues = 100;

    /// <summary>The longest <c>for</c> and <c>keepFiringFor</c>.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    /// <summary>The longest window and lookback.</summary>
    public static readonly TimeSpan LongestWindow = TimeSpan.FromDays(30);

    public static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);
}
