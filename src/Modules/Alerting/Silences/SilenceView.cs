using Monolith.Alerting.Labels;

namespace Monolith.Alerting.Silences;

/// <summary>A silence in Alertmanager's JSON.</summary>
internal sealed record SilenceView(
    Guid Id,
    SilenceStatus Status,
    IReadOnlyList<Matcher> Matchers,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string CreatedBy,
    string Comment,
    DateTimeOffset UpdatedAt
)
{
    public static SilenceView Of(Silence silence, DateTimeOffset now) =>
        new(
            silence.Id,
            new SilenceStatus(silence.StateAt(now)),
            silence.Matchers,
            silence.StartsAt,
            silence.EndsAt,
            silence.CreatedBy,
            silence.Comment,
            silence.UpdatedAt
        );
}

/// <summary>How a silence is, in Alertmanager's JSON.</summary>
internal sealed record SilenceStatus(SilenceState State);
