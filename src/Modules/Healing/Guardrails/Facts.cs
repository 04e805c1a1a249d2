using Monolith.Alerting.Contracts;
using Monolith.Healing.Actions;
using Monolith.Healing.KillSwitch;
using Monolith.Healing.Policies;

namespace Monolith.Healing.Guardrails;

/// <summary>All that the guardrails decide on, as it is at one moment.</summary>
internal sealed record Facts
{
    /// <summary>The moment.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Whose run it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>The policy that the run works with.</summary>
    public required Policy Policy { get; init; }

    /// <summary>How far the run may go; never further than the policy.</summary>
    public required PolicyMode Mode { get; init; }

    /// <summary>What the action is done to.</summary>
    public required ActionTarget Target { get; init; }

    /// <summary>What holds for everybody.</summary>
    public required HealingOptions Options { get; init; }

    /// <summary>The widest kill switch that is thrown; null when none is.</summary>
    public KillScope? KillSwitch { get; init; }

    /// <summary>Whether somebody aborted the run.</summary>
    public bool IsAborted { get; init; }

    /// <summary>Whether the policy is not there any more, or says something else.</summary>
    public bool IsPolicyChanged { get; init; }

    /// <summary>Whether the run has begun to act. From then on only what stops a run at once is asked.</summary>
    public bool HasBegun { get; init; }

    /// <summary>The namespaces that the installation gives the tenant; null when it leaves that to the policies.</summary>
    public IReadOnlyList<string>? Namespaces { get; init; }

    /// <summary>What the alert's own question came to; null when there is no alert, as in a rehearsal by hand.</summary>
    public AlertMeasurement? Signal { get; init; }

    /// <summary>When the alert began to fire, the times before included.</summary>
    public IReadOnlyList<DateTimeOffset> Firings { get; init; } = [];

    /// <summary>What other runs did, the oldest first.</summary>
    public IReadOnlyList<Deed> Deeds { get; init; } = [];

    /// <summary>How the policy has fared.</summary>
    public PolicyHealth Health { get; init; } = PolicyHealth.New;

    /// <summary>Whether the run owns the target's lock; null when it has not asked for it yet.</summary>
    public bool? HoldsLock { get; init; }

    /// <summary>What would be done; null when that is not known yet.</summary>
    public ActionPlan? Plan { get; init; }

    /// <summary>Whether the plan is another one than people agreed to.</summary>
    public bool IsPlanChanged { get; init; }

    /// <summary>How many different people agreed; null when they were not asked yet.</summary>
    public int? Approvals { get; init; }
}
