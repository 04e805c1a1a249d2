using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Monolith.Alerting.Contracts;
using Monolith.Healing.Actions;
using Monolith.Healing.Guardrails;
using Monolith.Healing.KillSwitch;
using Monolith.Healing.Policies;
using Monolith.Healing.Tests.Support;

namespace Monolith.Healing.Tests.Guardrails;

/// <summary>Whatever happens in whatever order, healing keeps within its limits. A history plays with the guardrails, the ledger and
/// the breaker; what must hold is worked out from the deeds alone.</summary>
public sealed class GuardrailPropertyTests
{
    private static readonly Policy Policy = JsonSerializer.Deserialize<Policy>(Some.Policy(), HealingJson.Options)! with
    {
        Mode = PolicyMode.Approve,
    };

    [Fact]
    public void No_history_breaks_a_limit()
    {
        var happenings = Gen.Elements(Enum.GetValues<Happening>());
        var histories = Gen.Zip(happenings, Gen.Choose(0, 90)).ArrayOf(60).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(histories, KeepsItsLimits));
    }

    private static bool KeepsItsLimits((Happening What, int Number)[] history)
    {
        var world = new World();
        foreach (var (what, number) in history)
        {
            world.Play(what, number);
        }

        return world.IsWithinLimits();
    }

    private enum Happening
    {
        AlertFires,
        SameAlertAgain,
        ProcessDies,
        ActivityRunsTwice,
        PersonAgrees,
        SwitchIsThrown,
        SwitchIsReleased,
        ClockJumpsAhead,
        ClockJumpsBack,
        TimePasses,
        RunEndsWell,
        RunEndsBadly,
        PersonResumesPolicy,
    }

    /// <summary>What the documents say, and what really happened.</summary>
    private sealed class World
    {
        private readonly List<(string Run, DateTimeOffset At, bool Killed, int People, bool Suspended)> _effects = [];
        private readonly HashSet<string> _done = [];
        private readonly List<DateTimeOffset> _firings = [];
        private readonly HashSet<string> _people = [];
        private DateTimeOffset _now = ManualTime.Start;
        private Ledger _ledger = new([]);
        private PolicyHealth _health = PolicyHealth.New;
        private bool _isKilled;
        private string? _run;
        private bool _hasBegun;
        private int _runs;

        public void Play(Happening what, int number)
        {
            _now += TimeSpan.FromSeconds(1);
            switch (what)
            {
                case Happening.AlertFires:
                    _firings.Add(_now);
                    if (_run is null)
                    {
                        (_run, _hasBegun) = ($"run{_runs++}", false);
                        _people.Clear();
                    }

                    Act();
                    break;
                case Happening.SameAlertAgain:
                case Happening.ProcessDies:
                    Act(); // what is under way is taken up again
                    break;
                case Happening.ActivityRunsTwice:
                    Act();
                    Act();
                    break;
                case Happening.PersonAgrees:
                    _people.Add($"person{number % 2}");
                    Act();
                    break;
                case Happening.SwitchIsThrown:
                    _isKilled = true;
                    break;
                case Happening.SwitchIsReleased:
                    _isKilled = false;
                    break;
                case Happening.ClockJumpsAhead:
                    _now += TimeSpan.FromHours(number % 3);
                    break;
                case Happening.ClockJumpsBack:
                    _now -= TimeSpan.FromMinutes(number);
                    break;
                case Happening.TimePasses:
                    _now += TimeSpan.FromMinutes(number);
                    break;
                case Happening.RunEndsWell:
                case Happening.RunEndsBadly:
                    End(what == Happening.RunEndsWell);
                    break;
                case Happening.PersonResumesPolicy:
                    _health = PolicyHealth.New;
                    break;
                default:
                    throw new InvalidOperationException($"{what} cannot happen.");
            }
        }

        public bool IsWithinLimits() =>
            _effects.TrueForAll(e => !e.Killed && e.People >= 1 && !e.Suspended)
            && _effects.Select(e => e.Run).Distinct(StringComparer.Ordinal).Count() == _effects.Count
            && _effects.TrueForAll(e => CountWithinHour(e.At) <= Policy.Limits.PerTargetPerHour)
            && _effects
                .Zip(_effects.Skip(1))
                .All(pair =>
                    pair.Second.At - pair.First.At >= Policy.Cooldown.Base.Value || pair.Second.At < pair.First.At
                );

        private int CountWithinHour(DateTimeOffset end) =>
            _effects.Count(e => e.At <= end && e.At > end - TimeSpan.FromHours(1));

        private void Act()
        {
            if (_run is null)
            {
                return;
            }

            var facts = new Facts
            {
                Now = _now,
                Tenant = "default",
                Policy = Policy,
                Mode = Policy.Mode,
                Target = new ActionTarget("Deployment", "shop", "checkout"),
                Options = new HealingOptions(),
                KillSwitch = _isKilled ? KillScope.Global : null,
                HasBegun = _hasBegun,
                Signal = new AlertMeasurement(AlertCondition.Met, 1, "question", _now),
                Firings = _firings,
                Deeds = [.. _ledger.Deeds.Where(deed => deed.RunId != _run)],
                Health = _health,
                HoldsLock = true,
                Plan = new ActionPlan
                {
                    Target = FakeAction.ATarget(),
                    Calls = [new PlannedCall("PATCH", "/x", Uid: "u")],
                },
                Approvals = _people.Count,
            };
            if (!Guardrail.Check(facts).IsAllowed)
            {
                return;
            }

            var target = facts.Target.ToString();
            if (!_hasBegun)
            {
                _ledger = _ledger.With(new Deed(_run, "w", "default", Policy.Id, target, _now, EndedAt: null));
                _hasBegun = true;
            }

            if (_done.Add(_run))
            {
                _effects.Add((_run, _now, _isKilled, _people.Count, _health.SuspendedAt is not null));
            }
        }

        private void End(bool well)
        {
            if (_run is null)
            {
                return;
            }

            _ledger = _ledger.WithEnd(_run, _now);
            _health = _hasBegun ? _health.After(well, Policy.Breaker, _now) : _health;
            _run = null;
        }
    }
}
