namespace Monolith.Healing.Contracts;

/// <summary>Healing gave something to people. Published on <see cref="Topic"/>, together with the end of the run.</summary>
/// <param name="Tenant">Whose run.</param>
/// <param name="RunId">The run; its timeline has the evidence.</param>
/// <param name="PolicyId">The policy that it worked with.</param>
/// <param name="Target">What it worked on: <c>Deployment shop/checkout</c>.</param>
/// <param name="Outcome">What came of it: <c>noEffect</c>, <c>failed</c>, <c>rolledBack</c>, <c>refused</c>, <c>aborted</c> or
/// <c>escalated</c>.</param>
/// <param name="Reason">Why, in one word.</param>
/// <param name="Message">The same for people.</param>
/// <param name="RuleId">The rule of the alert; null when there was none.</param>
/// <param name="Fingerprint">The alert; null when there was none.</param>
/// <param name="Labels">The labels of the alert.</param>
/// <param name="EscalatedAt">When.</param>
public sealed record HealingEscalated(
    string Tenant,
    string RunId,
    string PolicyId,
    string Target,
    string Outcome,
    string Reason,
    string Message,
    string? RuleId,
    string? Fingerprint,
    IReadOnlyDictionary<string, string> Labels,
    DateTimeOffset EscalatedAt
)
{
    /// <summary>The topic of the bus.</summary>
    public const string Topic = "healing.escalated";
}
