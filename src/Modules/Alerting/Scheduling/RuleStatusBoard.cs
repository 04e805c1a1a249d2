using System.Collections.Concurrent;
using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Rules;

namespace Monolith.Alerting.Scheduling;

/// <summary>How the rules are, on the replica that evaluates them. Thread-safe.</summary>
internal sealed class RuleStatusBoard
{
    private readonly ConcurrentDictionary<RuleKey, RuleStatus> _status = new();
    private readonly ConcurrentDictionary<RuleKey, long> _skipped = new();

    /// <summary>How a rule is; null before its first evaluation here.</summary>
    public RuleStatus? Of(RuleKey rule) =>
        _status.TryGetValue(rule, out var status) ? status with { Skipped = _skipped.GetValueOrDefault(rule) } : null;

    /// <summary>How an evaluation went.</summary>
    /// <returns>How the rule was before it.</returns>
    public RuleHealth Set(RuleKey rule, RuleStatus status)
    {
        var before = _status.TryGetValue(rule, out var known) ? known.Health : RuleHealth.Unknown;
        _status[rule] = status;
        return before;
    }

    /// <summary>Evaluations were left out.</summary>
    public void Skipped(RuleKey rule, long count) => _skipped.AddOrUpdate(rule, count, (_, sum) => sum + count);

    /// <summary>The rule is gone.</summary>
    public void Forget(RuleKey rule)
    {
        _status.TryRemove(rule, out _);
        _skipped.TryRemove(rule, out _);
    }

    /// <summary>Another replica evaluates.</summary>
    public void Clear()
    {
        _status.Clear();
        _skipped.Clear();
    }
}

/// <summary>How a rule is.</summary>
/// <param name="Health">Whether it can be evaluated.</param>
/// <param name="LastError">Why not.</param>
/// <param name="LastEvaluation">The moment that was last asked about.</param>
/// <param name="Delay">How long after that moment it began.</param>
/// <param name="Duration">How long that took.</param>
/// <param name="Values">What was measured: the highest values.</param>
/// <param name="State">The worst state among its alerts.</param>
/// <param name="Skipped">How many evaluations were left out.</param>
internal sealed record RuleStatus(
    RuleHealth Health,
    string? LastError,
    DateTimeOffset LastEvaluation,
    TimeSpan Delay,
    TimeSpan Duration,
    IReadOnlyList<MeasuredValue> Values,
    AlertState State,
    long Skipped
);
