using Microsoft.Extensions.Options;
using Monolith.Healing.Actions;
using Monolith.Healing.Kubernetes;
using Monolith.Healing.Tests.Actions;
using Monolith.KubernetesApi;
using Monolith.KubernetesApi.Objects;
using Monolith.Platform.Documents;

namespace Monolith.Healing.Tests.Kubernetes;

public sealed class KubernetesPermissionsTests
{
    private const string Role = "k8s/base/managed-namespace/rbac.yaml";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_actions_do_with_what_the_list_allows_and_need_all_of_it()
    {
        AccessRule[] access = [.. KubernetesPermissions.All.Select(p => new AccessRule(p.Group, p.Resource, p.Verbs))];
        await using var stage = await ActionStage.StartAsync(access);
        Fill(stage);
        // Looks that wait for news, so that the watches are seen as well.
        var patient = Options.Create(new KubernetesOptions { ObserveWait = TimeSpan.FromSeconds(30) });
        var time = stage.Clock;
        var restart = new RestartAction(stage.Kubernetes, patient, time);

        foreach (var kind in new[] { "Deployment", "StatefulSet", "DaemonSet" })
        {
            stage.Cluster.Behave("shop", kind.ToLowerInvariant(), PodBehaviour.NeverReady);
            await RunAsync(stage, restart, ActionStage.Ask(kind, kind.ToLowerInvariant()));
        }

        await RunAsync(
            stage,
            new ReplacePodAction(stage.Kubernetes, patient, time),
            ActionStage.Ask("Deployment", "cart-a", parameters: ("settle", "1h"))
        );
        await RunAsync(
            stage,
            new ScaleAction(stage.Kubernetes, patient, time),
            ActionStage.Ask("Deployment", "cart-b", parameters: ("by", "1"))
        );
        await RunAsync(
            stage,
            new FailoverAction(stage.Kubernetes, patient, time),
            ActionStage.Ask("Service", "cart", parameters: [("label", "pool"), ("to", "b")])
        );

        Assert.DoesNotContain(stage.Cluster.Calls, call => call.Status == 403);
        Assert.Equal(
            Sentences(KubernetesPermissions.All.Select(p => (p.Group, p.Resource, p.Verbs))),
            Sentences(stage.Cluster.Calls.Select(call => (call.Group, call.Resource, new[] { call.Verb })))
        );
    }

    [Fact]
    public void The_role_of_a_managed_namespace_grants_exactly_what_the_list_says()
    {
        var role = YamlDocuments.Parse(Repository.Read(Role)).Single(document => document.Text("kind") == "Role");
        var rules =
            from rule in role.Objects("rules")
            from grp in rule["apiGroups"]!.AsArray()
            from resource in rule["resources"]!.AsArray()
            select (grp.Text()!, resource.Text()!, rule["verbs"]!.AsArray().Select(verb => verb.Text()!).ToArray());

        Assert.Equal(
            Sentences(KubernetesPermissions.All.Select(p => (p.Group, p.Resource, p.Verbs))),
            Sentences(rules)
        );
    }

    [Fact]
    public void The_document_has_the_same_rules()
    {
        var document = Repository.Read("docs/healing-actions.md");

        Assert.All(
            KubernetesPermissions.All,
            p =>
                Assert.Contains(
                    $"| `{(p.Group.Length == 0 ? "" : p.Group + "/")}{p.Resource}` | {string.Join(", ", p.Verbs)} |",
                    document
                )
        );
    }

    private static async Task RunAsync(ActionStage stage, IHealingAction action, ActionRequest request)
    {
        var plan = await ActionStage.PlanAsync(action, request);
        Assert.Null(plan.Refusal);
        await action.ExecuteAsync(request, plan, Token);
        await ObserveAsync(stage, action, request, plan);
        await action.RollBackAsync(request, plan, Token);
    }

    /// <summary>Looks until it is done, or until it waits for news.</summary>
    private static async Task ObserveAsync(
        ActionStage stage,
        IHealingAction action,
        ActionRequest request,
        ActionPlan plan
    )
    {
        using var enough = new CancellationTokenSource();
        var looking = action.ObserveAsync(request, plan, enough.Token);
        await Eventually.HoldsAsync(() => looking.IsCompleted || stage.Cluster.OpenWatches > 0, "it waits for news");
        await enough.CancelAsync();
        await looking.ContinueWith(_ => { }, TaskScheduler.Default);
        await Eventually.HoldsAsync(() => stage.Cluster.OpenWatches == 0, "the watch is closed");
    }

    private static IEnumerable<string> Sentences(IEnumerable<(string Group, string Resource, string[] Verbs)> rules) =>
        rules
            .SelectMany(rule => rule.Verbs.Select(verb => $"{verb} {rule.Group}/{rule.Resource}"))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    private static void Fill(ActionStage stage)
    {
        foreach (var (kind, name, pool) in Workloads())
        {
            stage.Cluster.Apply(
                $$"""
                apiVersion: apps/v1
                kind: {{kind}}
                metadata: { namespace: shop, name: {{name}} }
                spec:
                  replicas: 2
                  selector: { matchLabels: { app: {{name}} } }
                  template:
                    metadata: { labels: { app: {{name}}, of: cart, pool: "{{pool}}" } }
                    spec: { containers: [ { name: app, image: "example/app:1" } ] }
                """
            );
        }

        stage.Cluster.Apply(
            """
            apiVersion: v1
            kind: Service
            metadata: { namespace: shop, name: cart }
            spec: { selector: { of: cart, pool: a } }
            """
        );
    }

    private static IEnumerable<(string Kind, string Name, string Pool)> Workloads() =>
        [
            ("Deployment", "deployment", "none"),
            ("StatefulSet", "statefulset", "none"),
            ("DaemonSet", "daemonset", "none"),
            ("Deployment", "cart-a", "a"),
            ("Deployment", "cart-b", "b"),
        ];
}
