using System.Text.RegularExpressions;
using Monolith.Alerting.Contracts;
using Monolith.Healing.Actions;
using Monolith.Healing.KillSwitch;
using Monolith.Healing.Policies;

namespace Monolith.Healing.Guardrails;

/// <summary>Decides whether healing may act. A pure function: the same facts give the same verdict. What is not known yet, such as
/// the plan, is not asked; before a run acts, everything is known.</summary>
internal static partial class Guardrail
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // What stops a run at any time comes first, what costs most to find out last.
    private static readonly Func<Facts, Verdict?>[] Always = [KillSwitch, Aborted, LockLost];

    private static readonly Func<Facts, Verdict?>[] BeforeTheDeed =
    [
        PolicyStands,
        TargetIsOne,
        TargetIsAllowed,
        PlanNamesItsTargets,
        TargetIsOpen,
        TimeIsOpen,
        SignalIsThere,
        NotFlapping,
        CooledDown,
        CircuitIsClosed,
        WithinBudgets,
        NotTooBusy,
        EnoughReplicas,
        NothingElseGoesOn,
        WithinDisruptionBudget,
        PlanMakesSense,
        PeopleAgreed,
    ];

    /// <summary>The first thing that speaks against acting, or <see cref="Verdict.Allowed"/>.</summary>
    public static Verdict Check(Facts facts)
    {
        var rules = facts.HasBegun ? Always : Always.Concat(BeforeTheDeed);
        return rules.Select(rule => rule(facts)).FirstOrDefault(verdict => verdict is not null) ?? Verdict.Allowed;
    }

    private static Verdict? KillSwitch(Facts facts) =>
        facts.KillSwitch switch
        {
            null => null,
            KillScope.Global => No(GuardrailReason.KillSwitchGlobal, "All healing is stopped."),
            KillScope.Tenant => No(GuardrailReason.KillSwitchTenant, "The healing of this tenant is stopped."),
            KillScope.Policy => No(GuardrailReason.KillSwitchPolicy, "This policy is stopped."),
            _ => throw new InvalidOperationException($"{facts.KillSwitch} is no scope."),
        };

    private static Verdict? Aborted(Facts facts) =>
        facts.IsAborted ? No(GuardrailReason.Aborted, "Somebody aborted the run.") : null;

    private static Verdict? LockLost(Facts facts) =>
        facts.HoldsLock == false ? No(GuardrailReason.LockLost, $"Another run has the lock of {facts.Target}.") : null;

    private static Verdict? PolicyStands(Facts facts) =>
        facts.Mode == PolicyMode.Off ? No(GuardrailReason.PolicyOff, "The policy is off.")
        : facts.IsPolicyChanged
            ? No(GuardrailReason.PolicyChanged, "The policy was changed or removed since the run began.")
        : null;

    // Names come from labels, and those from whoever sends logs: nothing but a name may get into an address.
    private static Verdict? TargetIsOne(Facts facts) =>
        KindName().IsMatch(facts.Target.Kind)
        && ObjectName().IsMatch(facts.Target.Namespace)
        && ObjectName().IsMatch(facts.Target.Name)
            ? null
            : No(GuardrailReason.InvalidTarget, "The target's kind, namespace or name is no name of Kubernetes.");

    private static Verdict? TargetIsAllowed(Facts facts)
    {
        var (target, allow) = (facts.Target, facts.Policy.Allow);
        if (facts.Namespaces?.Contains(target.Namespace, StringComparer.Ordinal) == false)
        {
            return No(
                GuardrailReason.NamespaceNotAllowed,
                $"The installation does not give the tenant the namespace '{target.Namespace}'."
            );
        }

        if (!allow.Namespaces.Contains(target.Namespace, StringComparer.Ordinal))
        {
            return No(
                GuardrailReason.NamespaceNotAllowed,
                $"The policy allows {List(allow.Namespaces)}, not the namespace '{target.Namespace}'."
            );
        }

        return
            allow.Workloads.Contains($"{target.Kind}/{target.Name}", StringComparer.Ordinal)
            || allow.Workloads.Contains($"{target.Kind}/*", StringComparer.Ordinal)
            ? null
            : No(
                GuardrailReason.WorkloadNotAllowed,
                $"The policy allows {List(allow.Workloads)}, not '{target.Kind}/{target.Name}'."
            );
    }

    private static Verdict? PlanNamesItsTargets(Facts facts)
    {
        if (facts.Plan is not { Refusal: null } plan)
        {
            return null;
        }

        if (plan.Calls.Count == 0)
        {
            return No(GuardrailReason.NoTarget, "The plan changes nothing that has a name.");
        }

        var targets = plan.Calls.Select(call => call.Uid).OfType<string>().Distinct(StringComparer.Ordinal).Count();
        var most = facts.Policy.Limits.Targets;
        return targets > most
            ? No(GuardrailReason.TooManyTargets, $"The plan changes {targets} objects, {most} are allowed.")
            : null;
    }

    private static Verdict? TargetIsOpen(Facts facts) =>
        facts.Plan?.Target?.IsSkipped == true
            ? No(GuardrailReason.Skipped, $"The annotation {WorkloadState.SkipAnnotation} keeps healing away.")
            : null;

    private static Verdict? TimeIsOpen(Facts facts)
    {
        if (facts.Policy.Freezes.FirstOrDefault(f => f.From <= facts.Now && facts.Now < f.To) is { } freeze)
        {
            return No(GuardrailReason.ChangeFreeze, $"Nothing may change until {freeze.To:O}: {freeze.Reason}");
        }

        return facts.Policy.Maintenance.FirstOrDefault(window => window.Holds(facts.Now)) is { } maintenance
            ? No(
                GuardrailReason.Maintenance,
                $"People work from {maintenance.From} to {maintenance.To} ({maintenance.TimeZone})."
            )
            : null;
    }

    private static Verdict? SignalIsThere(Facts facts)
    {
        if (facts.Mode is PolicyMode.Observe or PolicyMode.DryRun && facts.Signal is null)
        {
            return null;
        }

        return facts.Signal switch
        {
            null => No(GuardrailReason.SignalUnknown, "There is no alert that says so."),
            { Condition: AlertCondition.NotMet } => No(
                GuardrailReason.SignalGone,
                "The alert's condition is not met any more."
            ),
            { Condition: AlertCondition.NoData } => No(
                GuardrailReason.SignalUnknown,
                "There is nothing to measure: nobody knows how things are."
            ),
            { Condition: AlertCondition.Met } signal when facts.Now - signal.At > facts.Options.MaxSignalAge => No(
                GuardrailReason.SignalStale,
                $"The answer is of {signal.At:O}."
            ),
            { Condition: AlertCondition.Met } => null,
            { } signal => No(GuardrailReason.SignalUnknown, $"The alert's question has no answer: {signal.Error}"),
        };
    }

    private static Verdict? NotFlapping(Facts facts)
    {
        var flapping = facts.Policy.Flapping;
        var end = Flaps.QuarantineEnd(facts.Firings, flapping);
        return end > facts.Now
            ? No(
                GuardrailReason.Flapping,
                $"The alert began to fire {flapping.Firings} times within {flapping.Window}: people have it until {end:O}."
            )
            : null;
    }

    private static Verdict? CooledDown(Facts facts)
    {
        var end = Deeds.CooldownEnd(OnTarget(facts), facts.Policy.Cooldown);
        return end > facts.Now
            ? No(GuardrailReason.CoolingDown, $"{facts.Target} was touched and is left alone until {end:O}.")
            : null;
    }

    private static Verdict? CircuitIsClosed(Facts facts) =>
        facts.Health.SuspendedAt is { } since
            ? No(
                GuardrailReason.CircuitOpen,
                $"{facts.Health.Failures} runs in a row did not heal; since {since:O} the policy waits for a person."
            )
            : null;

    private static Verdict? WithinBudgets(Facts facts)
    {
        // A clock that was set back must not make room: what lies in the future counts too.
        var lastHour = facts.Deeds.Where(deed => deed.At > facts.Now - Hour).ToList();
        var (limits, target) = (facts.Policy.Limits, facts.Target.ToString());
        var ofPolicy = lastHour.Where(deed => IsOfPolicy(deed, facts)).ToList();
        return lastHour.Count(deed => deed.Target == target) >= limits.PerTargetPerHour
                ? No(
                    GuardrailReason.TargetBudget,
                    $"{target} was touched {limits.PerTargetPerHour} times within an hour."
                )
            : ofPolicy.Count >= limits.PerHour
                ? No(GuardrailReason.PolicyBudget, $"The policy acted {limits.PerHour} times within an hour.")
            : lastHour.Count >= facts.Options.MaxPerHour
                ? No(GuardrailReason.GlobalBudget, $"Healing acted {facts.Options.MaxPerHour} times within an hour.")
            : null;
    }

    private static Verdict? NotTooBusy(Facts facts)
    {
        var acting = facts.Deeds.Where(deed => deed.EndedAt is null).ToList();
        var limit = facts.Policy.Limits.Concurrent;
        return acting.Count(deed => IsOfPolicy(deed, facts)) >= limit
                ? No(GuardrailReason.PolicyBusy, $"As many runs of the policy act as may at once: {limit}.")
            : acting.Count >= facts.Options.MaxConcurrent
                ? No(GuardrailReason.GlobalBusy, $"As many runs act as may at once: {facts.Options.MaxConcurrent}.")
            : null;
    }

    private static Verdict? EnoughReplicas(Facts facts)
    {
        // A Service has endpoints, no replicas: that they are gone is the reason to switch.
        if (facts.Plan is not { Refusal: null, Target: { Kind: not "Service", Desired: > 0 } target } plan)
        {
            return null;
        }

        var limits = facts.Policy.Limits;
        if (target.Desired == 1 && plan.Unavailable > 0)
        {
            return limits.AllowSingle
                ? null
                : No(GuardrailReason.SingleReplica, "It is the only replica, and would be gone for a while.");
        }

        var left = target.Ready - plan.Unavailable;
        var share = (int)Math.Ceiling(limits.MinReadyShare * target.Desired);
        var quorum = target.Desired / 2 + 1;
        return left < share
                ? No(
                    GuardrailReason.TooFewReady,
                    $"{target.Ready} of {target.Desired} replicas are ready, {plan.Unavailable} would be taken away: fewer than {share} would be left."
                )
            : target.Kind == "StatefulSet" && plan.Unavailable > 0 && left < quorum
                ? No(
                    GuardrailReason.QuorumAtRisk,
                    $"{left} of {target.Desired} members would be left, {quorum} must agree."
                )
            : null;
    }

    private static Verdict? NothingElseGoesOn(Facts facts) =>
        facts.Plan?.Target?.IsRollingOut == true
            ? No(GuardrailReason.RolloutInProgress, $"{facts.Target} is being rolled out.")
            : null;

    private static Verdict? WithinDisruptionBudget(Facts facts) =>
        facts.Plan is { Refusal: null, Target.DisruptionsAllowed: { } allowed } plan && plan.Unavailable > allowed
            ? No(
                GuardrailReason.DisruptionBudget,
                $"{plan.Unavailable} would be taken away, the disruption budget allows {allowed}."
            )
            : null;

    private static Verdict? PlanMakesSense(Facts facts) =>
        facts.Plan?.Refusal is { } refusal
            ? No(GuardrailReason.PlanRefused, $"{refusal.Reason}: {refusal.Message}")
            : null;

    private static Verdict? PeopleAgreed(Facts facts)
    {
        if (facts.Mode != PolicyMode.Approve || facts.Approvals is not { } people)
        {
            return null;
        }

        var needed = facts.Policy.Approval.Required;
        return facts.IsPlanChanged
                ? No(GuardrailReason.PlanChanged, "The plan is not the one that people agreed to any more.")
            : people < needed ? No(GuardrailReason.NotApproved, $"{people} of {needed} people agreed.")
            : null;
    }

    private static IReadOnlyList<Deed> OnTarget(Facts facts)
    {
        var target = facts.Target.ToString();
        return [.. facts.Deeds.Where(deed => deed.Target == target)];
    }

    private static bool IsOfPolicy(Deed deed, Facts facts) =>
        deed.PolicyId == facts.Policy.Id && deed.Tenant == facts.Tenant;

    private static string List(IReadOnlyList<string> names) => names.Count == 0 ? "nothing" : string.Join(", ", names);

    private static Verdict No(GuardrailReason reason, string message) => new(reason, message);

    [GeneratedRegex(@"^[A-Za-z]{1,63}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex KindName();

    [GeneratedRegex(
        @"^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 100
    )]
    private static partial Regex ObjectName();
}
