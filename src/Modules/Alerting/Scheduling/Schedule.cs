using Monolith.Alerting.Rules;

namespace Monolith.Alerting.Scheduling;

/// <summary>Which rule is due when. Touched only by the loop of the scheduler.</summary>
internal sealed class Schedule
{
    private readonly Dictionary<RuleKey, Entry> _entries = [];

    /// <summary>The rules.</summary>
    public IReadOnlyCollection<RuleKey> Rules => _entries.Keys;

    /// <summary>Evaluations that have not ended.</summary>
    public IEnumerable<Task> Running => _entries.Values.Select(entry => entry.Running);

    /// <summary>Takes a rule in, or the change of one.</summary>
    /// <returns>True when it is new.</returns>
    public bool Put(KnownRule rule, DateTimeOffset now)
    {
        if (_entries.TryGetValue(rule.Key, out var entry))
        {
            if (entry.Rule.Plan.Interval != rule.Plan.Interval)
            {
                entry.Due = Slots.NextAfter(now, rule.Key, rule.Plan.Interval);
            }

            entry.Rule = rule;
            return false;
        }

        _entries[rule.Key] = new Entry(rule) { Due = Slots.NextAfter(now, rule.Key, rule.Plan.Interval) };
        return true;
    }

    /// <summary>Whether a rule is being evaluated.</summary>
    public bool IsRunning(RuleKey rule) => _entries.TryGetValue(rule, out var entry) && !entry.Running.IsCompleted;

    /// <summary>Takes a rule out.</summary>
    public void Remove(RuleKey rule) => _entries.Remove(rule);

    /// <summary>Starts what is due. What is still being evaluated waits.</summary>
    /// <param name="now">The time.</param>
    /// <param name="start">Starts an evaluation for a moment, the last that is due; so many before it are left out.</param>
    public void StartDue(DateTimeOffset now, Func<KnownRule, DateTimeOffset, long, Task> start)
    {
        foreach (var entry in _entries.Values.Where(e => e.Due <= now && e.Running.IsCompleted))
        {
            var interval = entry.Rule.Plan.Interval;
            var missed = (now - entry.Due).Ticks / interval.Ticks;
            var at = entry.Due + missed * interval;
            entry.Due = at + interval;
            entry.Running = start(entry.Rule, at, missed);
        }
    }

    private sealed class Entry(KnownRule rule)
    {
        public KnownRule Rule { get; set; } = rule;

        public DateTimeOffset Due { get; set; }

        public Task Running { get; set; } = Task.CompletedTask;
    }
}
