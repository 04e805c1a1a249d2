namespace Monolith.Audit.Events;

/// <summary>What another system has done, as it tells the trail of it.</summary>
internal sealed record DomainEvent
{
    /// <summary>Names the event: the same each time that it is told, so that it counts once.</summary>
    public required string Id { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What was done: <c>grade.changed</c> (<see cref="DomainActions"/>).</summary>
    public required string Action { get; init; }

    /// <summary>Who did it.</summary>
    public required DomainActor Actor { get; init; }

    /// <summary>What it was done to.</summary>
    public required DomainTarget Target { get; init; }

    /// <summary>The person whom it concerns: whose account, grade or examination it is.</summary>
    public string? Subject { get; init; }

    /// <summary><c>succeeded</c>, <c>refused</c> or <c>failed</c>.</summary>
    public DomainOutcome Outcome { get; init; }

    /// <summary>Why it was done.</summary>
    public string? Reason { get; init; }

    /// <summary>What became of what.</summary>
    public IReadOnlyList<DomainChange>? Changes { get; init; }

    /// <summary>The version of the model that raised a flag.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>How sure it was, from 0 to 1.</summary>
    public decimal? Score { get; init; }

    /// <summary>The hash of the evidence, in hexadecimal digits.</summary>
    public string? EvidenceSha256 { get; init; }

    /// <summary>The request that it was done by.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The service that tells of it.</summary>
    public required DomainSource Source { get; init; }
}

/// <summary>Who did something in another system.</summary>
/// <param name="Type">A person or a program.</param>
/// <param name="Id">Which one. Of a person the trail keeps a commitment alone.</param>
/// <param name="Roles">In which roles.</param>
internal sealed record DomainActor(DomainActorType Type, string Id, IReadOnlyList<string>? Roles = null);

/// <summary>What something was done to.</summary>
/// <param name="Type">What kind of thing: <c>grade</c>, <c>account</c>.</param>
/// <param name="Id">Which one. Names nobody: that is what the subject is for.</param>
internal sealed record DomainTarget(string Type, string Id);

/// <summary>What became of a value.</summary>
/// <param name="Field">Which one.</param>
/// <param name="Class">Whether the values say something of a person that the trail must not have in clear.</param>
/// <param name="Before">What it was; null when there was none.</param>
/// <param name="After">What it is; null when there is none.</param>
internal sealed record DomainChange(string Field, ValueClass Class, string? Before = null, string? After = null);

/// <summary>The service that tells of something.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Version">Its version.</param>
internal sealed record DomainSource(string Service, string? Version = null);

/// <summary>What an actor is.</summary>
internal enum DomainActorType
{
    /// <summary>A person.</summary>
    Person,

    /// <summary>A program.</summary>
    Service,
}

/// <summary>What came of an act.</summary>
internal enum DomainOutcome
{
    /// <summary>It was done.</summary>
    Succeeded,

    /// <summary>It was not allowed.</summary>
    Refused,

    /// <summary>It did not work.</summary>
    Failed,
}

/// <summary>What values are.</summary>
internal enum ValueClass
{
    /// <summary>They are kept as they are: a grade, a role.</summary>
    Plain,

    /// <summary>They are a person's: a commitment is kept in their place.</summary>
    Personal,
}
