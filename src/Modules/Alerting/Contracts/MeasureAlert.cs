using MediatR;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Contracts;

/// <summary>Asks the question of an alert's rule again, now, for that alert alone. Changes nothing.</summary>
/// <param name="Tenant">Whose alert.</param>
/// <param name="RuleId">Its rule.</param>
/// <param name="Fingerprint">Which of the rule's alerts.</param>
public sealed record MeasureAlert(TenantId Tenant, string RuleId, string Fingerprint) : IRequest<AlertMeasurement>;

/// <summary>What the question came to.</summary>
/// <param name="Condition">Whether the rule's condition is met.</param>
/// <param name="Value">The measured value; null when there is none.</param>
/// <param name="Question">The question in words that an engineer can ask again: what was measured, over which window.</param>
/// <param name="At">The moment that was asked about.</param>
/// <param name="Error">Why there is no answer; null when there is one.</param>
public sealed record AlertMeasurement(
    AlertCondition Condition,
    double? Value,
    string Question,
    DateTimeOffset At,
    string? Error = null
);

/// <summary>Whether the condition of a rule is met for one alert.</summary>
public enum AlertCondition
{
    /// <summary>It is: what the alert says is so.</summary>
    Met,

    /// <summary>It is not, and there are records to say so.</summary>
    NotMet,

    /// <summary>There is nothing to measure. That is no recovery.</summary>
    NoData,

    /// <summary>The question could not be asked, or the rule is gone.</summary>
    Unknown,
}
