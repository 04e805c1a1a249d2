using System.Text.Json;
using Monolith.Alerting.Contracts;
using Monolith.Healing.Actions;
using Monolith.Healing.Guardrails;
using Monolith.Healing.KillSwitch;
using Monolith.Healing.Policies;
using Monolith.Healing.Tests.Support;
using Monolith.Platform.Language;

namespace Monolith.Healing.Tests.Guardrails;

/// <summary>Each guardrail stops a run that all others would let pass.</summary>
public sealed class GuardrailTests
{
    private static readonly DateTimeOffset Now = ManualTime.Start;

    /// <summary>What is wrong, and what is said of it.</summary>
    private static readonly Dictionary<GuardrailReason, Func<Facts, Facts>[]> Table = new()
    {
        [GuardrailReason.Allowed] =
        [
            f => f,
            f => f with { Mode = PolicyMode.Approve, Approvals = 1 },
            f => f with { Namespaces = ["other", "shop"] },
            f => WithAllow(f, new AllowList { Namespaces = ["shop"], Workloads = ["Deployment/*"] }),
            f => f with { Mode = PolicyMode.DryRun, Signal = null },
            f => Unavailable(f, 1),
            f => WithTarget(f, t => t with { Desired = 1, Ready = 1 }),
            f => WithTarget(f, t => t with { Kind = "Service", Desired = 3, Ready = 0 }),
            f => f with { HasBegun = true, IsPolicyChanged = true, Signal = null },
            f => WithPolicy(f, p => p with { Freezes = [new ChangeFreeze(Now.AddHours(-2), Now)] }),
        ],
        [GuardrailReason.KillSwitchGlobal] =
        [
            f => f with { KillSwitch = KillScope.Global },
            f => f with { KillSwitch = KillScope.Global, HasBegun = true, IsAborted = true },
        ],
        [GuardrailReason.KillSwitchTenant] = [f => f with { KillSwitch = KillScope.Tenant }],
        [GuardrailReason.KillSwitchPolicy] = [f => f with { KillSwitch = KillScope.Policy }],
        [GuardrailReason.Aborted] =
        [
            f => f with { IsAborted = true },
            f => f with { IsAborted = true, HasBegun = true },
        ],
        [GuardrailReason.LockLost] =
        [
            f => f with { HoldsLock = false },
            f => f with { HoldsLock = false, HasBegun = true },
        ],
        [GuardrailReason.PolicyOff] = [f => f with { Mode = PolicyMode.Off }],
        [GuardrailReason.PolicyChanged] = [f => f with { IsPolicyChanged = true }],
        [GuardrailReason.InvalidTarget] =
        [
            f => f with { Target = f.Target with { Name = "../../kube-system/x" } },
            f => f with { Target = f.Target with { Name = "" } },
            f => f with { Target = f.Target with { Namespace = "Shop?x=y" } },
            f => f with { Target = f.Target with { Kind = "pods/x" } },
            f => f with { Target = f.Target with { Name = "checkout\n" } },
        ],
        [GuardrailReason.NamespaceNotAllowed] =
        [
            f => f with { Target = f.Target with { Namespace = "kube-system" } },
            f => WithAllow(f, new AllowList { Workloads = ["Deployment/*"] }),
            f => f with { Namespaces = [] },
            f => f with { Namespaces = ["other"] },
        ],
        [GuardrailReason.WorkloadNotAllowed] =
        [
            f => f with { Target = f.Target with { Name = "payment" } },
            f => f with { Target = f.Target with { Kind = "StatefulSet" } },
            f => WithAllow(f, new AllowList { Namespaces = ["shop"] }),
        ],
        [GuardrailReason.NoTarget] = [f => f with { Plan = f.Plan! with { Calls = [] } }],
        [GuardrailReason.TooManyTargets] =
        [
            f =>
                f with
                {
                    Plan = f.Plan! with
                    {
                        Calls =
                        [
                            new PlannedCall("PATCH", "/checkout", Uid: "uid-1"),
                            new PlannedCall("PATCH", "/other", Uid: "uid-2"),
                        ],
                    },
                },
        ],
        [GuardrailReason.Skipped] = [f => WithTarget(f, t => t with { IsSkipped = true })],
        [GuardrailReason.ChangeFreeze] =
        [
            f => WithPolicy(f, p => p with { Freezes = [new ChangeFreeze(Now, Now.AddDays(1), "the sale")] }),
        ],
        [GuardrailReason.Maintenance] =
        [
            // The tests begin on a Wednesday at 05:06.
            f => WithPolicy(f, p => p with { Maintenance = [new MaintenanceWindow(["wednesday"], "05:00", "06:00")] }),
            f => WithPolicy(f, p => p with { Maintenance = [new MaintenanceWindow(["tuesday"], "22:00", "06:00")] }),
            f =>
                WithPolicy(
                    f,
                    p => p with { Maintenance = [new MaintenanceWindow(null, "06:00", "07:00", "Europe/Berlin")] }
                ),
        ],
        [GuardrailReason.SignalUnknown] =
        [
            f => f with { Signal = null },
            f => f with { Signal = Measured(AlertCondition.NoData) },
            f => f with { Signal = Measured(AlertCondition.Unknown) },
        ],
        [GuardrailReason.SignalStale] =
        [
            f => f with { Signal = Measured(AlertCondition.Met) with { At = Now.AddMinutes(-3) } },
        ],
        [GuardrailReason.SignalGone] = [f => f with { Signal = Measured(AlertCondition.NotMet) }],
        [GuardrailReason.Flapping] =
        [
            f => f with { Firings = [Now.AddMinutes(-20), Now.AddMinutes(-10), Now] },
            f => f with { Firings = [Now.AddMinutes(-100), Now.AddMinutes(-95), Now.AddMinutes(-90), Now] },
        ],
        [GuardrailReason.CoolingDown] =
        [
            f => f with { Deeds = [ADeed(minutesAgo: 14)] },
            f => f with { Deeds = [ADeed(minutesAgo: 60), ADeed(minutesAgo: 29)] },
            f => f with { Deeds = [ADeed(minutesAgo: -5)] },
        ],
        [GuardrailReason.CircuitOpen] = [f => f with { Health = new PolicyHealth(3, Now.AddDays(-2)) }],
        [GuardrailReason.TargetBudget] =
        [
            f => WithoutCooldown(f) with { Deeds = [ADeed(59), ADeed(58)] },
            f => WithoutCooldown(f) with { Deeds = [ADeed(59), ADeed(58, policy: "another")] },
            f => WithoutCooldown(f) with { Deeds = [ADeed(59), ADeed(58, tenant: "another")] },
        ],
        [GuardrailReason.PolicyBudget] =
        [
            f => f with { Deeds = [.. Enumerable.Range(0, 6).Select(n => ADeed(59 - n, target: $"t{n}"))] },
        ],
        [GuardrailReason.GlobalBudget] =
        [
            f =>
                f with
                {
                    Deeds = [.. Enumerable.Range(0, 20).Select(n => ADeed(59 - n, target: $"t{n}", policy: "another"))],
                },
        ],
        [GuardrailReason.PolicyBusy] = [f => f with { Deeds = [ADeed(70, target: "t", ended: false)] }],
        [GuardrailReason.GlobalBusy] =
        [
            f =>
                f with
                {
                    Deeds =
                    [
                        .. Enumerable
                            .Range(0, 3)
                            .Select(n => ADeed(70, target: $"t{n}", policy: "another", ended: false)),
                    ],
                },
        ],
        [GuardrailReason.SingleReplica] = [f => Unavailable(WithTarget(f, t => t with { Desired = 1, Ready = 1 }), 1)],
        [GuardrailReason.TooFewReady] =
        [
            f => WithTarget(f, t => t with { Desired = 4, Ready = 1 }),
            f => Unavailable(WithTarget(f, t => t with { Desired = 4, Ready = 2 }), 1),
            f => WithTarget(f, t => t with { Desired = 1, Ready = 0 }),
        ],
        [GuardrailReason.QuorumAtRisk] =
        [
            f => Unavailable(WithTarget(f, t => t with { Kind = "StatefulSet", Desired = 4, Ready = 3 }), 1),
        ],
        [GuardrailReason.RolloutInProgress] = [f => WithTarget(f, t => t with { IsRollingOut = true })],
        [GuardrailReason.DisruptionBudget] =
        [
            f => Unavailable(WithTarget(f, t => t with { DisruptionsAllowed = 0 }), 1),
        ],
        [GuardrailReason.PlanRefused] = [f => f with { Plan = ActionPlan.Refused("paused", "It is paused.") }],
        [GuardrailReason.PlanChanged] =
        [
            f => f with { Mode = PolicyMode.Approve, Approvals = 2, IsPlanChanged = true },
        ],
        [GuardrailReason.NotApproved] =
        [
            f => f with { Mode = PolicyMode.Approve, Approvals = 0 },
            f =>
                WithPolicy(f, p => p with { Approval = new Approval { Required = 2 } }) with
                {
                    Mode = PolicyMode.Approve,
                    Approvals = 1,
                },
        ],
    };

    public static TheoryData<string> Reasons() => [.. Enum.GetNames<GuardrailReason>()];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Each_reason_is_given_when_it_is_the_only_thing_wrong(string name)
    {
        var reason = Enum.Parse<GuardrailReason>(name);

        Assert.All(Table[reason], wrong => Assert.Equal(reason, Guardrail.Check(wrong(AllIsWell())).Reason));
    }

    [Fact]
    public void Of_two_things_that_are_wrong_the_earlier_one_is_named()
    {
        foreach (var (first, second) in Pairs())
        {
            var both = Table[second][0](Table[first][0](AllIsWell()));

            var verdict = Guardrail.Check(both);

            Assert.True(verdict.Reason <= second, $"{first} and {second} gave {verdict.Reason}.");
            Assert.False(verdict.IsAllowed, $"{first} and {second} were allowed.");
        }
    }

    private static IEnumerable<(GuardrailReason First, GuardrailReason Second)> Pairs() =>
        from first in Enum.GetValues<GuardrailReason>()
        from second in Enum.GetValues<GuardrailReason>()
        where first != GuardrailReason.Allowed && first < second
        select (first, second);

    private static Facts AllIsWell() =>
        new()
        {
            Now = Now,
            Tenant = "default",
            Policy = JsonSerializer.Deserialize<Policy>(Some.Policy(), HealingJson.Options)!,
            Mode = PolicyMode.Auto,
            Target = new ActionTarget("Deployment", "shop", "checkout"),
            Options = new HealingOptions(),
            Signal = Measured(AlertCondition.Met),
            Firings = [Now],
            HoldsLock = true,
            Plan = new ActionPlan
            {
                Target = FakeAction.ATarget(),
                Calls = [new PlannedCall("PATCH", "/checkout", Uid: "uid-1")],
            },
        };

    private static AlertMeasurement Measured(AlertCondition condition) => new(condition, 0.5, "question", Now);

    private static Deed ADeed(
        int minutesAgo,
        string target = "Deployment shop/checkout",
        string policy = "restart-checkout",
        string tenant = "default",
        bool ended = true
    )
    {
        var at = Now.AddMinutes(-minutesAgo);
        return new Deed($"run{minutesAgo}{target}", "workflow", tenant, policy, target, at, ended ? at : null);
    }

    private static Facts WithPolicy(Facts facts, Func<Policy, Policy> change) =>
        facts with
        {
            Policy = change(facts.Policy),
        };

    private static Facts WithAllow(Facts facts, AllowList allow) => WithPolicy(facts, p => p with { Allow = allow });

    private static Facts WithoutCooldown(Facts facts) =>
        WithPolicy(facts, p => p with { Cooldown = new Cooldown { Base = PromDuration.Parse("0s") } });

    private static Facts WithTarget(Facts facts, Func<WorkloadState, WorkloadState> change) =>
        facts with
        {
            Plan = facts.Plan! with { Target = facts.Plan.Target is { } target ? change(target) : null },
        };

    private static Facts Unavailable(Facts facts, int replicas) =>
        facts with
        {
            Plan = facts.Plan! with { Unavailable = replicas },
        };
}
