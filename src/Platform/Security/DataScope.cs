using System.Text.Json;
using System.Text.Json.Serialization;

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

    private static readonly HashSet<string> Nothing = [];

    /// <summary>A row is seen when one of these lets it through; every row is when there are none.</summary>
    public IReadOnlyList<RowRule> Rows { get; init; } = [];

    /// <summary>The names of fields and attributes that are not seen, as the search language writes them: <c>user_id</c>,
    /// <c>client.address</c>, <c>payment.iban</c>.</summary>
    public IReadOnlyCollection<string> HiddenFields { get; init; } = [];

    /// <summary>Whether fields that a contract calls sensitive are seen.</summary>
    public bool SeesSensitive { get; init; }

    /// <summary>Whether fields that a contract calls secret are seen.</summary>
    public bool SeesSecret { get; init; }

    /// <summary>True when neither rows nor fields are hidden by name. What contracts guard is known by
    /// <see cref="Guarding"/> only.</summary>
    [JsonIgnore]
    public bool HidesNothing => Rows.Count == 0 && HiddenFields.Count == 0;

    /// <summary>The rules as text: the same for scopes that show the same, and different for all others.</summary>
    [JsonIgnore]
    public string Fingerprint =>
        HidesNothing
            ? ""
            : JsonSerializer.Serialize(
                new
                {
                    Rows = Rows.Select(rule => new
                    {
                        rule.Services,
                        rule.Streams,
                        rule.LeastSeverity,
                    }),
                    Fields = HiddenFields.Order(StringComparer.Ordinal),
                }
            );

    /// <summary>The same, with the fields hidden by name that the tenant's contracts guard and that are not granted.</summary>
    public DataScope Guarding(IGuardedFields guarded, TenantId tenant)
    {
        IReadOnlySet<string> sensitive = SeesSensitive ? Nothing : guarded.Sensitive(tenant);
        IReadOnlySet<string> secret = SeesSecret ? Nothing : guarded.Secret(tenant);
        return sensitive.Count + secret.Count == 0
            ? this
            : this with
            {
                HiddenFields = HiddenFields.Concat(sensitive).Concat(secret).ToHashSet(StringComparer.Ordinal),
            };
    }
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
