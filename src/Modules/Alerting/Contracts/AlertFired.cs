namespace Monolith.Alerting.Contracts;

/// <summary>An alert began to fire. Published on <see cref="Topic"/>, together with the change of the alert's state.</summary>
/// <param name="Tenant">Whose alert.</param>
/// <param name="RuleId">The rule that found it.</param>
/// <param name="Fingerprint">Names the alert: a hash of its labels, 16 hexadecimal digits.</param>
/// <param name="Labels">What tells it from others, <c>alertname</c> and <c>severity</c> among them.</param>
/// <param name="Annotations">What people read: summary, description, runbook link.</param>
/// <param name="StartsAt">When the condition was first seen to be met.</param>
/// <param name="FiredAt">When it had been met for long enough.</param>
/// <param name="Value">The measured value at that moment.</param>
public sealed record AlertFired(
    string Tenant,
    string RuleId,
    string Fingerprint,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations,
    DateTimeOffset StartsAt,
    DateTimeOffset FiredAt,
    double Value
)
{
    /// <summary>The topic of the bus.</summary>
    public const string Topic = "alert.fired";
}

/// <summary>An alert that fired does so no more. Published on <see cref="Topic"/>, together with the change of the alert's
/// state.</summary>
/// <param name="Tenant">Whose alert.</param>
/// <param name="RuleId">The rule that found it.</param>
/// <param name="Fingerprint">Names the alert, as <see cref="AlertFired.Fingerprint"/> does.</param>
/// <param name="Labels">What tells it from others.</param>
/// <param name="StartsAt">When the condition was first seen to be met.</param>
/// <param name="ResolvedAt">When it was found not to be met any more.</param>
public sealed record AlertResolved(
    string Tenant,
    string RuleId,
    string Fingerprint,
    IReadOnlyDictionary<string, string> Labels,
    DateTimeOffset StartsAt,
    DateTimeOffset ResolvedAt
)
{
    /// <summary>The topic of the bus.</summary>
    public const string Topic = "alert.resolved";
}
