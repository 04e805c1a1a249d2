using Monolith.Alerting.Labels;

namespace Monolith.Alerting.Silences;

/// <summary>Holds back the notifications of alerts that match, from one moment to another.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tenant">Whose alerts.</param>
/// <param name="Matchers">Which of them: those that meet all.</param>
/// <param name="StartsAt">From when.</param>
/// <param name="EndsAt">Until when, that moment not included.</param>
/// <param name="CreatedBy">Who wanted it.</param>
/// <param name="Comment">Why.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
internal sealed record Silence(
    Guid Id,
    string Tenant,
    IReadOnlyList<Matcher> Matchers,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string CreatedBy,
    string Comment,
    DateTimeOffset UpdatedAt
)
{
    /// <summary>How it is at a moment.</summary>
    public SilenceState StateAt(DateTimeOffset now) =>
        now >= EndsAt ? SilenceState.Expired
        : now >= StartsAt ? SilenceState.Active
        : SilenceState.Pending;

    /// <summary>The same, over from now on. One that is over stays as it is.</summary>
    public Silence ExpireAt(DateTimeOffset now) =>
        StateAt(now) switch
        {
            SilenceState.Pending => this with { StartsAt = now, EndsAt = now, UpdatedAt = now },
            SilenceState.Active => this with { EndsAt = now, UpdatedAt = now },
            SilenceState.Expired => this,
            var state => throw new InvalidOperationException($"{state} is no state of a silence."),
        };
}

/// <summary>How a silence is.</summary>
internal enum SilenceState
{
    /// <summary>It holds back.</summary>
    Active,

    /// <summary>It will.</summary>
    Pending,

    /// <summary>It did.</summary>
    Expired,
}
