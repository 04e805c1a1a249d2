using System.Text.Json.Serialization;
using Monolith.Platform.Language;

namespace Monolith.Healing.Guardrails;

/// <summary>What the guardrails say.</summary>
/// <param name="Reason">In one word.</param>
/// <param name="Message">For people: what was found, and where the limit is.</param>
internal sealed record Verdict(GuardrailReason Reason, string Message)
{
    /// <summary>Nothing speaks against it.</summary>
    public static readonly Verdict Allowed = new(GuardrailReason.Allowed, "Nothing speaks against it.");

    /// <summary>Whether nothing speaks against it.</summary>
    [JsonIgnore]
    public bool IsAllowed => Reason == GuardrailReason.Allowed;

    /// <summary>Whether a person should hear of it: healing was wanted, and something is worse than the alert says.</summary>
    [JsonIgnore]
    public bool IsAlarming =>
        Reason
            is GuardrailReason.SignalUnknown
                or GuardrailReason.Flapping
                or GuardrailReason.CircuitOpen
                or GuardrailReason.TooFewReady
                or GuardrailReason.QuorumAtRisk
                or GuardrailReason.DisruptionBudget
                or GuardrailReason.TooManyTargets
                or GuardrailReason.LockLost;
}

/// <summary>Why healing may act, or not. In the order in which it is asked: of several reasons the first one is given.</summary>
[JsonConverter(typeof(CamelCaseEnum<GuardrailReason>))]
internal enum GuardrailReason
{
    /// <summary>Nothing speaks against it.</summary>
    Allowed,

    /// <summary>Somebody stopped all healing.</summary>
    KillSwitchGlobal,

    /// <summary>Somebody stopped the healing of this tenant.</summary>
    KillSwitchTenant,

    /// <summary>Somebody stopped this policy.</summary>
    KillSwitchPolicy,

    /// <summary>Somebody aborted this run.</summary>
    Aborted,

    /// <summary>The run does not own the lock of its target any more.</summary>
    LockLost,

    /// <summary>The policy is off.</summary>
    PolicyOff,

    /// <summary>The policy is not as it was when the run began.</summary>
    PolicyChanged,

    /// <summary>The target's kind, namespace or name cannot be one.</summary>
    InvalidTarget,

    /// <summary>The namespace is not on the list.</summary>
    NamespaceNotAllowed,

    /// <summary>The workload is not on the list.</summary>
    WorkloadNotAllowed,

    /// <summary>The plan changes nothing that has a name. That must never come to mean everything.</summary>
    NoTarget,

    /// <summary>The plan changes more than one run may.</summary>
    TooManyTargets,

    /// <summary>An annotation keeps healing away from the target.</summary>
    Skipped,

    /// <summary>Nothing may change at this time.</summary>
    ChangeFreeze,

    /// <summary>People work on things at this time.</summary>
    Maintenance,

    /// <summary>The alert's question has no answer: we are blind, and do nothing.</summary>
    SignalUnknown,

    /// <summary>The answer is from a time that is over.</summary>
    SignalStale,

    /// <summary>The alert's condition is not met any more.</summary>
    SignalGone,

    /// <summary>The alert comes and goes.</summary>
    Flapping,

    /// <summary>The target was touched a short time ago.</summary>
    CoolingDown,

    /// <summary>The policy failed too often; a person must look at it.</summary>
    CircuitOpen,

    /// <summary>The target was touched as often as it may be within an hour.</summary>
    TargetBudget,

    /// <summary>The policy acted as often as it may within an hour.</summary>
    PolicyBudget,

    /// <summary>Healing acted as often as it may within an hour.</summary>
    GlobalBudget,

    /// <summary>As many runs of the policy act as may.</summary>
    PolicyBusy,

    /// <summary>As many runs act as may.</summary>
    GlobalBusy,

    /// <summary>It is the only replica.</summary>
    SingleReplica,

    /// <summary>Too few replicas would be ready.</summary>
    TooFewReady,

    /// <summary>Too few members would be left to agree.</summary>
    QuorumAtRisk,

    /// <summary>Another change is still being rolled out.</summary>
    RolloutInProgress,

    /// <summary>A PodDisruptionBudget allows no more.</summary>
    DisruptionBudget,

    /// <summary>The action itself found that it must not be done, or the API server's rehearsal failed.</summary>
    PlanRefused,

    /// <summary>The plan is not the one that people agreed to.</summary>
    PlanChanged,

    /// <summary>Too few people have agreed.</summary>
    NotApproved,
}
