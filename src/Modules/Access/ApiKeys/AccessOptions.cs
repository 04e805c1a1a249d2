using System.ComponentModel.DataAnnotations;

namespace Monolith.Access.ApiKeys;

/// <summary>Who may come in (<c>Monolith:Access</c>). Without keys, everyone on this machine may do everything, and the
/// host listens on loopback only.</summary>
internal sealed class AccessOptions : IValidatableObject
{
    /// <summary>May send telemetry. At least 16 characters; empty for none. Read it from the environment or a file, not
    /// from the command line, which every user of the machine can see.</summary>
    [MinLength(16, ErrorMessage = "Monolith:Access:IngestKey must have at least 16 characters.")]
    public string? IngestKey { get; init; }

    /// <summary>May send and search. At least 16 characters; empty for none.</summary>
    [MinLength(16, ErrorMessage = "Monolith:Access:AdminKey must have at least 16 characters.")]
    public string? AdminKey { get; init; }

    /// <summary>May read Monolith's own metrics and nothing else: for Prometheus. At least 16 characters; empty for none.</summary>
    [MinLength(16, ErrorMessage = "Monolith:Access:MetricsKey must have at least 16 characters.")]
    public string? MetricsKey { get; init; }

    /// <summary>Keys of people, by name. Each may do what the admin key may; the audit trail and approvals tell them apart. At
    /// least 16 characters each.</summary>
    public IReadOnlyDictionary<string, string> Operators { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The tenant whose data all keys belong to.</summary>
    [RegularExpression("^[A-Za-z0-9._-]{1,64}$")]
    public string Tenant { get; init; } = "default";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Operators
            .Where(o => o.Value.Length < 16)
            .Select(o => new ValidationResult($"Monolith:Access:Operators:{o.Key} must have at least 16 characters."));
}
