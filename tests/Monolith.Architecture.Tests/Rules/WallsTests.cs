using System.Reflection;
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

namespace Monolith.Architecture.Tests.Rules;

public sealed class WallsTests
{
    private static readonly Assembly[] Modules =
    [
        typeof(AccessModule).Assembly,
        typeof(IngestModule).Assembly,
        typeof(ProcessingModule).Assembly,
        typeof(StorageModule).Assembly,
        typeof(ExploreModule).Assembly,
        typeof(AuditModule).Assembly,
        typeof(AlertingModule).Assembly,
        typeof(HealingModule).Assembly,
        typeof(WorkflowsModule).Assembly,
    ];

    [Fact]
    public void A_module_refers_only_to_the_modules_that_the_picture_shows() =>
        Assert.Empty(Walls.ForbiddenReferences(Modules.SelectMany(Walls.References)));

    [Fact]
    public void The_rule_about_references_can_fail() =>
        Assert.Equal(
            ["Storage refers to Explore"],
            Walls.ForbiddenReferences([("Storage", "Explore"), ("Explore", "Storage")])
        );

    [Fact]
    public void References_between_modules_make_no_circle() =>
        Assert.Empty(Walls.Circle([.. Modules.SelectMany(Walls.References)]));

    [Fact]
    public void The_rule_about_circles_can_fail() =>
        Assert.Equal(["A", "B", "C"], Walls.Circle([("A", "B"), ("B", "C"), ("C", "A"), ("D", "A")]));

    [Fact]
    public void The_picture_itself_has_no_circle() =>
        Assert.Empty(Walls.Circle([.. Walls.Allowed.SelectMany(m => m.Value.Select(to => (m.Key, to)))]));

    [Fact]
    public void Only_the_module_class_and_the_contracts_are_public() =>
        Assert.Empty(Modules.SelectMany(m => Walls.LeakedTypes(Walls.Name(m), m.GetExportedTypes())));

    [Fact]
    public void The_rule_about_public_types_can_fail() =>
        Assert.Single(Walls.LeakedTypes("Platform", [typeof(IModule)]));

    [Fact]
    public void Platform_refers_to_no_module_and_not_to_the_host() =>
        Assert.Empty(Walls.References(typeof(IModule).Assembly));

    [Fact]
    public void The_rules_see_references_at_all() =>
        Assert.Contains(("Ingest", "Processing"), Modules.SelectMany(Walls.References));
}
