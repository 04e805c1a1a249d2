using System.Text.Json.Serialization;
using Monolith.Alerting.Labels;
using Monolith.Platform.Language;

namespace Monolith.Alerting.Evaluation;

/// <summary>An alert of a rule: one label set for which the condition is met, or was until a short while ago. Never changes;
/// a change makes a new one.</summary>
/// <param name="Labels">What tells it from others.</param>
/// <param name="Annotations">What people read, templates filled in.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Value">What was last measured while the condition was met.</param>
/// <param name="ActiveAt">Since when the condition has been met.</param>
/// <param name="FiredAt">When it began to fire.</param>
/// <param name="KeepFiringSince">Since when it fires only because it is to be kept firing.</param>
/// <param name="ResolvedAt">When it ended.</param>
internal sealed record AlertInstance(
    LabelSet Labels,
    IReadOnlyDictionary<string, string> Annotations,
    AlertState State,
    double Value,
    DateTimeOffset ActiveAt,
    DateTimeOffset? FiredAt = null,
    DateTimeOffset? KeepFiringSince = null,
    DateTimeOffset? ResolvedAt = null
)
{
    /// <summary>Names it among the alerts of its rule.</summary>
    [JsonIgnore]
    public string Fingerprint => Labels.Fingerprint;

    /// <summary>True when it differs in more than what is measured anew each time.</summary>
    public bool DiffersFrom(AlertInstance? other) =>
        other is null
        || other.State != State
        || other.ActiveAt != ActiveAt
        || other.FiredAt != FiredAt
        || other.KeepFiringSince != KeepFiringSince
        || other.ResolvedAt != ResolvedAt;
}

/// <summary>Where an alert stands, as in Prometheus.</summary>
[JsonConverter(typeof(CamelCaseEnum<AlertState>))]
internal enum AlertState
{
    /// <summary>It was resolved.</summary>
    Inactive,

    /// <summary>The condition is met, but not for long enough.</summary>
    Pending,

    /// <summary>The condition has been met for long enough.</summary>
    Firing,
}
