using YamlDotNet.RepresentationModel;

namespace Monolith.Architecture.Tests.Components;

public sealed class DaprResourcesTests
{
    /// <summary>The folders that are given to a sidecar, or applied to a cluster, together.</summary>
    private static readonly string[][] AppliedTogether =
    [
        ["components/local/in-memory"],
        ["components/local/redis"],
        ["components/cluster", "components/cluster/pubsub-redis"],
        ["components/cluster", "components/cluster/pubsub-kafka"],
    ];

    private static readonly Resource[] All = [.. Resource.Below("components")];

    private static readonly Resource RunFile = Resource.Read("dapr.yaml", Repository.Read("dapr.yaml")).Single();

    private static IEnumerable<Resource> Components => All.Where(r => r.Kind == "Component");

    private static IEnumerable<Resource> Subscriptions => All.Where(r => r.Kind == "Subscription");

    private static IReadOnlyList<YamlMappingNode> Apps =>
        [.. ((YamlSequenceNode)RunFile.Find("apps")!).Cast<YamlMappingNode>()];

    private static string[] AppIds => [.. Apps.Select(app => Resource.ChildText(app, "appID")!)];

    [Fact]
    public void Every_resource_has_only_fields_that_Dapr_reads() =>
        Assert.Empty(All.SelectMany(DaprRules.UnknownFields));

    [Fact]
    public void Every_component_has_only_metadata_that_its_type_reads() =>
        Assert.Empty(Components.SelectMany(DaprRules.UnknownMetadata));

    [Fact]
    public void Secrets_stand_in_no_file() => Assert.Empty(Components.SelectMany(DaprRules.OpenSecrets));

    [Fact]
    public void Every_resource_names_the_apps_that_may_use_it() =>
        Assert.Empty(All.Where(r => r.Kind != "Configuration").SelectMany(r => DaprRules.OpenScopes(r, AppIds)));

    [Fact]
    public void Every_subscription_has_a_route_and_a_dead_letter_topic() =>
        Assert.Empty(Subscriptions.SelectMany(DaprRules.LossySubscriptions));

    [Fact]
    public void Every_pub_sub_component_retries_its_deliveries()
    {
        foreach (var folders in AppliedTogether)
        {
            Resource[] applied = [.. All.Where(r => folders.Contains(r.Folder, StringComparer.Ordinal))];

            Assert.Contains(applied, DaprRules.IsPubSub);
            Assert.Empty(DaprRules.PubSubsWithoutRetries(applied));
        }
    }

    [Fact]
    public void No_two_resources_that_are_applied_together_have_one_name()
    {
        foreach (var folders in AppliedTogether)
        {
            var names = All.Where(r => folders.Contains(r.Folder, StringComparer.Ordinal))
                .Select(r => $"{r.Kind} {r.Name}")
                .ToArray();

            Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
        }
    }

    [Fact]
    public void Redis_delivers_batches_as_large_as_subscriptions_ask_for()
    {
        var batch = Subscriptions
            .Where(s => s.Find("spec.bulkSubscribe") is not null)
            .Max(s => DaprRules.Number(s.Text("spec.bulkSubscribe.maxMessagesCount")));

        Assert.Empty(Components.SelectMany(c => DaprRules.NarrowRedis(c, batch)));
    }

    [Fact]
    public void The_run_file_has_only_fields_that_dapr_reads() => Assert.Empty(DaprRules.UnknownRunFields(RunFile));

    [Fact]
    public void The_run_file_names_folders_that_are_there()
    {
        var folders = RunFile
            .Texts("common.resourcesPaths")
            .Concat(Apps.Select(a => Resource.ChildText(a, "appDirPath")!));

        Assert.All(folders, folder => Assert.True(Directory.Exists(Path.Combine(Repository.Root, folder)), folder));
    }

    [Fact]
    public void The_apps_of_the_run_file_do_not_share_a_port()
    {
        var ports = Apps.SelectMany(app =>
                new[] { "appPort", "daprHTTPPort", "daprGRPCPort" }.Select(port => Resource.ChildText(app, port)!)
            )
            .ToArray();

        Assert.Equal(ports.Distinct(StringComparer.Ordinal), ports);
    }

    [Fact]
    public void The_rules_about_fields_can_fail()
    {
        var component = Component("pubsub.redis", "{ name: concurency, value: 1000 }", "scope: [monolith]");

        Assert.Equal(["a.yaml: Dapr does not read scope[]"], DaprRules.UnknownFields(component));
        Assert.Equal(2, DaprRules.UnknownMetadata(component).Count());
        Assert.Single(DaprRules.UnknownMetadata(Component("pubsub.unheard", "", "")));
        Assert.Single(DaprRules.UnknownFields(Resource.Read("a.yaml", "kind: Unheard").Single()));
        Assert.Single(DaprRules.UnknownRunFields(Resource.Read("dapr.yaml", "apps: [{ appId: a }]").Single()));
    }

    [Fact]
    public void The_rules_about_secrets_and_scopes_can_fail()
    {
        var open = Component("pubsub.redis", "{ name: redisPassword, value: hunter2 }", "");
        var unresolved = Component(
            "pubsub.redis",
            "{ name: redisPassword, secretKeyRef: { name: a, key: b } }",
            "scopes: [stranger]"
        );

        Assert.Single(DaprRules.OpenSecrets(open));
        Assert.Single(DaprRules.OpenSecrets(unresolved));
        Assert.Single(DaprRules.OpenScopes(open, ["monolith"]));
        Assert.Single(DaprRules.OpenScopes(unresolved, ["monolith"]));
    }

    [Fact]
    public void The_rules_about_loss_can_fail()
    {
        var pubsub = Component("pubsub.redis", "{ name: concurrency, value: '10' }", "");
        var subscription = Resource.Read("a.yaml", "spec: { pubsubname: pubsub, topic: logs }").Single();

        Assert.Equal(2, DaprRules.LossySubscriptions(subscription).Count());
        Assert.Single(DaprRules.PubSubsWithoutRetries([pubsub]));
        Assert.Single(DaprRules.NarrowRedis(pubsub, 1000));
    }

    private static Resource Component(string type, string metadata, string rest) =>
        Resource
            .Read(
                "a.yaml",
                $"""
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata:
                  name: pubsub
                spec:
                  type: {type}
                  version: v1
                  metadata: [{metadata}]
                {rest}
                """
            )
            .Single();
}
