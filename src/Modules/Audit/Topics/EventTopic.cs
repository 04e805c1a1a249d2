using Monolith.Platform.Security;

namespace Monolith.Audit.Topics;

/// <summary>A topic with events for the trail, and whose trail that is. Nothing that a message says of itself decides about that.</summary>
/// <param name="Name">The topic's name on the component.</param>
/// <param name="Tenant">Whose trail its events go to.</param>
internal sealed record EventTopic(string Name, TenantId Tenant)
{
    /// <summary>The name of the topic where nobody named another one.</summary>
    public const string Usual = "audit-events";

    private const string Room = "/dapr/audit";

    /// <summary>The path that the sidecar posts to: one for each topic.</summary>
    public string Route => Name == Usual ? Room : $"{Room}/{Name}";

    /// <summary>All topics.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="own">The installation's own tenant.</param>
    public static IEnumerable<EventTopic> All(EventTopicOptions options, TenantId own) =>
        options
            .Topics.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(name =>
                name.Contains(EventTopicOptions.TenantHole, StringComparison.Ordinal)
                    ? options.Tenants.Select(tenant => new EventTopic(
                        name.Replace(EventTopicOptions.TenantHole, tenant, StringComparison.Ordinal),
                        new TenantId(tenant)
                    ))
                    : [new EventTopic(name, own)]
            )
            .DistinctBy(topic => topic.Name, StringComparer.Ordinal);
}
