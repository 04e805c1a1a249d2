using FsCheck;
using FsCheck.Fluent;
using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Rules;

namespace Monolith.Alerting.Tests.Evaluation;

/// <summary>Whatever is measured, for any number of alerts, at any pace.</summary>
public sealed class AlertMachinePropertyTests
{
    private static readonly string[] Services = ["a", "b", "c"];

    [Fact]
    public void Alerts_do_what_a_simple_reading_of_the_rule_says()
    {
        foreach (var (wait, keep, steps) in Gen.Sample(Runs(), 400))
        {
            var rule = AlertMachineTests.Rule(wait, keep, NoData.Ok);
            var oracle = Services.ToDictionary(
                s => s,
                _ => new Oracle(rule.For, rule.KeepFiringFor),
                StringComparer.Ordinal
            );
            IReadOnlyDictionary<string, AlertInstance> alerts = new Dictionary<string, AlertInstance>(
                StringComparer.Ordinal
            );
            var at = ManualTime.Start;
            foreach (var (seconds, met) in steps)
            {
                at += TimeSpan.FromSeconds(seconds);
                var findings = new Findings(
                    [.. met.Select(service => AlertMachineTests.Found(service))],
                    new HashSet<string>(StringComparer.Ordinal)
                );

                alerts = AlertMachine.Evaluate(rule, alerts, findings, at).Alerts;

                foreach (var service in Services)
                {
                    var alert = alerts.Values.SingleOrDefault(a => a.Labels["service"] == service);
                    Assert.Equal(oracle[service].Step(met.Contains(service), at), alert?.State ?? AlertState.Inactive);
                }
            }
        }
    }

    private static Gen<(int Wait, int Keep, List<(int Seconds, List<string> Met)> Steps)> Runs() =>
        from wait in Gen.Choose(0, 4)
        from keep in Gen.Choose(0, 4)
        from steps in Gen.ListOf(
            from seconds in Gen.Choose(1, 120)
            from met in Gen.SubListOf(Services)
            select (seconds, met.ToList())
        )
        select (wait, keep, steps.ToList());

    /// <summary>One alert, told in another way: by when it was last met and last not met.</summary>
    private sealed class Oracle(TimeSpan wait, TimeSpan keep)
    {
        private DateTimeOffset? _metSince;
        private DateTimeOffset? _missedSince;
        private bool _fires;

        public AlertState Step(bool isMet, DateTimeOffset at)
        {
            if (isMet)
            {
                _missedSince = null;
                _metSince ??= at;
                _fires |= at - _metSince >= wait;
                return _fires ? AlertState.Firing : AlertState.Pending;
            }

            _missedSince ??= at;
            _fires &= at - _missedSince < keep;
            if (_fires)
            {
                return AlertState.Firing;
            }

            (_metSince, _missedSince) = (null, null);
            return AlertState.Inactive;
        }
    }
}
