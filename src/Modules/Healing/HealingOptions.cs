using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Healing;

/// <summary>Section <c>Modules:Healing</c>: what holds for all policies of all tenants.</summary>
internal sealed class HealingOptions
{
    /// <summary>The folder with policies as YAML files; null for none.</summary>
    public string? PoliciesPath { get; init; }

    /// <summary>How often the files are looked at again.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan PoliciesInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether no run of any policy goes beyond saying what it would do.</summary>
    public bool DryRun { get; init; }

    /// <summary>So many runs act at the same time. The next ones are refused.</summary>
    [Range(1, 100)]
    public int MaxConcurrent { get; init; } = 3;

    /// <summary>So many runs act within an hour. The next ones are refused.</summary>
    [Range(1, 60)]
    public int MaxPerHour { get; init; } = 20;

    /// <summary>Which namespaces a tenant may heal in, by tenant, with commas between. While nobody is named, the tenant
    /// <c>default</c> is bound by its policies alone, and other tenants may heal nothing.</summary>
    public IReadOnlyDictionary<string, string> Namespaces { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How long the answer to an alert's question says something about the present.</summary>
    [TimeRange("00:00:10", "01:00:00")]
    public TimeSpan MaxSignalAge { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a rollout is looked at.</summary>
    [TimeRange("00:00:01", "00:01:00")]
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long finished runs can be looked at. The audit trail keeps what they did for longer.</summary>
    [TimeRange("1.00:00:00", "3650.00:00:00")]
    public TimeSpan RunRetention { get; init; } = TimeSpan.FromDays(30);
}
