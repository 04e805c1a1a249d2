using Monolith.Alerting.Seen;

namespace Monolith.Alerting.Acknowledgements;

/// <summary>Somebody looks after an alert that fires: it need not be told again. Ends with that firing.</summary>
/// <param name="Tenant">Whose alert.</param>
/// <param name="RuleId">Its rule.</param>
/// <param name="Fingerprint">Which of the rule's alerts.</param>
/// <param name="ActiveAt">Which of its firings: since when the condition has been met.</param>
/// <param name="By">Who.</param>
/// <param name="At">Since when.</param>
/// <param name="Comment">What they say about it; may be empty.</param>
/// <param name="Until">Until when, that moment not included; null for until it is resolved.</param>
internal sealed record Acknowledgement(
    string Tenant,
    string RuleId,
    string Fingerprint,
    DateTimeOffset ActiveAt,
    string By,
    DateTimeOffset At,
    string Comment,
    DateTimeOffset? Until
)
{
    /// <summary>Whether it holds for an alert that has been active since a moment.</summary>
    public bool HoldsFor(DateTimeOffset activeAt, DateTimeOffset now) => ActiveAt == activeAt && !(Until <= now);

    /// <summary>Whether it says the same as another that somebody wanted before.</summary>
    public bool IsRepetitionOf(Acknowledgement other) => this with { At = other.At } == other;
}

/// <summary>An acknowledgement as it is shown.</summary>
/// <param name="By">Who looks after the alert.</param>
/// <param name="At">Since when.</param>
/// <param name="Comment">What they say about it.</param>
/// <param name="Until">Until when; left out where it is until the alert is resolved.</param>
internal sealed record AcknowledgementView(string By, DateTimeOffset At, string Comment, DateTimeOffset? Until)
{
    public static AcknowledgementView Of(Acknowledgement acknowledgement) =>
        new(acknowledgement.By, acknowledgement.At, acknowledgement.Comment, acknowledgement.Until);

    /// <summary>As a reader of the alert sees it: whoever wrote the comment may have seen more.</summary>
    public static AcknowledgementView? Of(FoundAlert found) =>
        found.Acknowledgement is { } acknowledgement
            ? Of(acknowledgement) with
            {
                Comment = found.Cover(acknowledgement.Comment),
            }
            : null;
}
