using Monolith.Alerting.Rules;

namespace Monolith.Alerting.Scheduling;

/// <summary>When a rule is to be evaluated: every interval, at an offset of its own, so that many rules do not come at once. The
/// same on every replica and after every start.</summary>
internal static class Slots
{
    /// <summary>The first time after a moment.</summary>
    public static DateTimeOffset NextAfter(DateTimeOffset moment, RuleKey rule, TimeSpan interval)
    {
        var offset = (long)(rule.Hash % (ulong)interval.Ticks);
        var periods = Math.DivRem(moment.UtcTicks - offset, interval.Ticks).Quotient;
        return new DateTimeOffset((periods + 1) * interval.Ticks + offset, TimeSpan.Zero);
    }
}
