namespace Monolith.Platform.Security;

/// <summary>Which of a tenant's telemetry a caller may see: which rows, and which of their fields. Immutable.</summary>
/// <remarks>
/// It is compiled into every question, never applied to an answer: what is hidden cannot be counted, sorted by or guessed at. Roles add
/// up for rows, and each keeps what it hides: a field that one role hides stays hidden, whatever other roles somebody has.
/// </remarks>
public sealed record DataScope
{
    /// <summary>Nothing is hidden.</summary>
    public static readonly DataScope Everything = new() { SeesSensitive = true, SeesSecret = true };

    /// <summary>A row is seen when one of these lets it through; every row is when there are none.</summary>
    public IReadOnlyList<RowRule> Rows { get; init; } = [];

    /// <summary>The names of fields and attributes that are not seen, as the search language writes them: <c>user_id</c>,
    /// <c>client.address</c>, <c>payment.iban</c>.</summary>
    public IReadOnlySet<string> HiddenFields { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Whether fields that a contract calls sensitive are seen.</summary>
    public bool SeesSensitive { get; init; }

    /// <summary>Whether fields that a contract calls secret are seen.</summary>
    public bool SeesSecret { get; init; }
}

/// <summary>Lets rows through that meet all of its parts.</summary>
public sealed record RowRule
{
    /// <summary>Patterns of service names, <c>*</c> for any characters: one must fit. Every service when there are none.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Names of streams; the usual one is <c>default</c>. Every stream when there are none. Spans are in none.</summary>
    public IReadOnlyList<string> Streams { get; init; } = [];

    /// <summary>The least severity, 1 to 24 as OpenTelemetry counts them; 0 for every record. Spans have none, and pass.</summary>
    public int LeastSeverity { get; init; }
}
