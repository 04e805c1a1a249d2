using Monolith.Access;
using Monolith.Alerting;
using Monolith.Audit;
using Monolith.Explore;
using Monolith.Healing;
using Monolith.Ingest;
using Monolith.Platform.Slices;
using Monolith.Processing;
using Monolith.Storage;
using Monolith.Workflows;

namespace Monolith.Host;

/// <summary>All modules, in the order in which data flows through them.</summary>
internal static class ModuleRegistry
{
    private static readonly IModule[] All =
    [
        new AccessModule(),
        new IngestModule(),
        new ProcessingModule(),
        new StorageModule(),
        new AuditModule(),
        new ExploreModule(),
        new AlertingModule(),
        new HealingModule(),
        new WorkflowsModule(),
    ];

    /// <summary>Those that <c>Modules:{Name}:Enabled</c> leaves on; a module is on unless it is switched off.</summary>
    public static IReadOnlyList<IModule> Enabled(IConfiguration configuration) =>
        [.. All.Where(module => configuration.GetValue($"Modules:{module.Name}:Enabled", defaultValue: true))];
}
