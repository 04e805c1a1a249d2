using Monolith.Platform.Settings;

namespace Monolith.Healing.Actions.Calls;

/// <summary>What the actions <c>webhook</c> and <c>resetCache</c> may call: section <c>Modules:Healing:Calls</c>.</summary>
internal sealed class CallOptions
{
    public const string Section = "Modules:Healing:Calls";

    /// <summary>The hosts that policies may name: <c>host</c>, <c>host:port</c> or <c>*.domain</c>. Without it, none: whoever may
    /// write a policy must not reach with it what only this machine or its network can reach.</summary>
    public IReadOnlyList<string>? AllowedHosts { get; init; }

    /// <summary>The private networks that calls may go to, such as <c>10.0.0.0/8</c>. Without it, those that pods and services
    /// have addresses in, and not this machine. Link-local addresses and those of cloud metadata never are.</summary>
    public IReadOnlyList<string>? AllowedNetworks { get; init; }

    /// <summary>The secrets that sign webhooks, by name; <c>TENANT@NAME</c> for those of other tenants than the default one.
    /// Policies only name them.</summary>
    public IReadOnlyDictionary<string, string>? Secrets { get; init; }

    /// <summary>How long one call may take.</summary>
    [TimeRange("00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);
}
