using Monolith.Healing.Policies;

namespace Monolith.Healing.Guardrails;

/// <summary>Finds alerts that come and go too often.</summary>
internal static class Flaps
{
    /// <summary>Until when an alert is left to people; the beginning of time when it is not.</summary>
    /// <param name="firings">When it began to fire, in any order.</param>
    /// <param name="flapping">How often is too often.</param>
    public static DateTimeOffset QuarantineEnd(IReadOnlyList<DateTimeOffset> firings, Flapping flapping)
    {
        var times = firings.Order().ToList();
        for (var last = times.Count - 1; last >= flapping.Firings - 1; last--)
        {
            if (times[last] - times[last - flapping.Firings + 1] <= flapping.Window.Value)
            {
                return times[last] + flapping.Quarantine.Value;
            }
        }

        return DateTimeOffset.MinValue;
    }
}
