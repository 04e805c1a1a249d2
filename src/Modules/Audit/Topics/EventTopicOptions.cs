using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Security;

namespace Monolith.Audit.Topics;

/// <summary>The topics by which other systems tell the trail of what they did, through their Dapr sidecars. Section
/// <c>Modules:Audit:PubSub</c>; without a sidecar nothing of it is used.</summary>
internal sealed class EventTopicOptions : IValidatableObject
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Modules:Audit:PubSub";

    /// <summary>What stands for a tenant's name in a topic's.</summary>
    public const string TenantHole = "{tenant}";

    /// <summary>The pub/sub component.</summary>
    [Required]
    public string PubSubName { get; init; } = "pubsub";

    /// <summary>The topics, separated by commas. <c>{tenant}</c> in a name stands for each of <see cref="Tenants"/>; what comes on one
    /// without it is the installation's own. Empty for none.</summary>
    [RegularExpression(
        @"^\s*([A-Za-z0-9._-]|\{tenant\})*(\s*,\s*([A-Za-z0-9._-]|\{tenant\})+)*\s*$",
        ErrorMessage = "Topics must be topic names separated by commas."
    )]
    public string Topics { get; init; } = EventTopic.Usual;

    /// <summary>The tenants that have topics of their own.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var tenant in Tenants.Where(tenant => !TenantId.IsName(tenant)))
        {
            yield return new ValidationResult(
                $"{Section}:Tenants: '{tenant}' is no tenant: use up to 64 letters, digits, '-', '_' or '.'."
            );
        }

        if (Topics.Contains(TenantHole, StringComparison.Ordinal) && Tenants.Count == 0)
        {
            yield return new ValidationResult($"{Section}:Tenants is empty, but a topic has {TenantHole} in its name.");
        }
    }
}
