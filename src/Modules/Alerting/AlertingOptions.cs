using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Alerting;

/// <summary>How rules are evaluated, <c>Modules:Alerting</c>.</summary>
internal sealed class AlertingOptions
{
    /// <summary>A folder with rules as YAML files; none without it.</summary>
    public string? RulesPath { get; init; }

    /// <summary>How many rules are evaluated at the same time. Others wait for their turn.</summary>
    [Range(1, 64)]
    public int MaxConcurrentEvaluations { get; init; } = 4;

    /// <summary>How long another replica waits after the last sign of life of the one that evaluates.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often it is looked whether rules or their files have changed.</summary>
    [TimeRange("00:00:01", "00:10:00")]
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often receivers are told again of an alert that fires.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan ResendDelay { get; init; } = TimeSpan.FromMinutes(1);
}
