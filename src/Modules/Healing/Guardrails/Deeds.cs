using Monolith.Healing.Policies;

namespace Monolith.Healing.Guardrails;

/// <summary>One time that a run acted, or is about to.</summary>
/// <param name="RunId">The run.</param>
/// <param name="WorkflowId">The workflow that the run is.</param>
/// <param name="Tenant">Whose run.</param>
/// <param name="PolicyId">The policy that it works with.</param>
/// <param name="Target">What it is done to.</param>
/// <param name="At">When it began.</param>
/// <param name="EndedAt">When the run was over; null while it is not.</param>
internal sealed record Deed(
    string RunId,
    string WorkflowId,
    string Tenant,
    string PolicyId,
    string Target,
    DateTimeOffset At,
    DateTimeOffset? EndedAt
);

/// <summary>What follows from what was done.</summary>
internal static class Deeds
{
    /// <summary>Until when a target is left alone: each time that it is touched again makes it longer.</summary>
    /// <param name="onTarget">What was done to the target, in any order.</param>
    /// <param name="cooldown">How long.</param>
    public static DateTimeOffset CooldownEnd(IReadOnlyList<Deed> onTarget, Cooldown cooldown)
    {
        var (end, times) = (DateTimeOffset.MinValue, 0);
        foreach (var deed in onTarget.OrderBy(deed => deed.At))
        {
            var isNew = times == 0 || deed.At - end >= cooldown.ResetAfter.Value;
            times = isNew ? 1 : times + 1;
            end = (deed.EndedAt ?? deed.At) + Length(cooldown, times);
        }

        return end;
    }

    private static TimeSpan Length(Cooldown cooldown, int times)
    {
        var length = cooldown.Base.Value.TotalSeconds * Math.Pow(cooldown.Factor, times - 1);
        return length < cooldown.Max.Value.TotalSeconds ? TimeSpan.FromSeconds(length) : cooldown.Max.Value;
    }
}
