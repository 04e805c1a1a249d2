using Monolith.Alerting.Labels;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Alerts;

/// <summary>An alert as the rules tell it to the notifications: it fires, or it has been resolved.</summary>
/// <param name="Tenant">Whose alert.</param>
/// <param name="RuleId">The rule that found it.</param>
/// <param name="Labels">What tells it from others.</param>
/// <param name="Annotations">What people read.</param>
/// <param name="StartsAt">When its condition was first seen to be met.</param>
/// <param name="EndsAt">When it was resolved; null while it fires.</param>
/// <param name="ValidUntil">A firing alert that is not told again by then counts as resolved.</param>
/// <param name="Value">The measured value.</param>
internal sealed record Alert(
    TenantId Tenant,
    string RuleId,
    LabelSet Labels,
    IReadOnlyDictionary<string, string> Annotations,
    DateTimeOffset StartsAt,
    DateTimeOffset? EndsAt,
    DateTimeOffset ValidUntil,
    double Value
);
