using Monolith.Platform.Security;

namespace Monolith.Audit.Contracts;

/// <summary>One fact of the audit trail: who did what to what, when, and what came of it. Holds names and ids, never
/// secrets and never personal values.</summary>
public sealed record AuditEntry
{
    /// <summary>The topic that entries travel under when they are committed together with what they tell of.</summary>
    internal const string Topic = "audit.entry";

    /// <summary>Names the entry: the same each time that the same fact is told, so that it counts once. Up to 100 letters,
    /// digits, <c>-</c>, <c>_</c>, <c>.</c> and <c>@</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Whose trail it belongs to.</summary>
    public required string Tenant { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What was done, as module.thing.past-tense: <c>alerting.silence.created</c>, <c>healing.run.approved</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Who did it.</summary>
    public required Actor Actor { get; init; }

    /// <summary>What it was done to.</summary>
    public required AuditTarget Target { get; init; }

    /// <summary>What came of it.</summary>
    public AuditOutcome Outcome { get; init; } = AuditOutcome.Succeeded;

    /// <summary>Why, or why not: a reason code or the words of the person who did it.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What else an auditor needs: evidence, values before and after. Few and short.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>What something was done to.</summary>
/// <param name="Type">What kind of thing: <c>alert_rule</c>, <c>healing_run</c>, <c>workload</c>.</param>
/// <param name="Id">Which one.</param>
public sealed record AuditTarget(string Type, string Id);

/// <summary>What came of an act.</summary>
public enum AuditOutcome
{
    /// <summary>It was done.</summary>
    Succeeded,

    /// <summary>It was not allowed, and nothing was done.</summary>
    Refused,

    /// <summary>It was tried and did not work.</summary>
    Failed,
}
