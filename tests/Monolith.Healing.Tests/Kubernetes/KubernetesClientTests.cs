using System.Net;
using Monolith.Healing.Kubernetes;
using Monolith.Healing.Kubernetes.Objects;
using Monolith.Healing.Kubernetes.Watching;

namespace Monolith.Healing.Tests.Kubernetes;

/// <summary>What holds at any API server: the one of <c>KUBECONFIG</c> when that is set, else the one in memory.</summary>
public sealed class KubernetesClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_object_is_applied_read_patched_and_deleted()
    {
        await using var stage = await ClientStage.StartAsync();
        var name = stage.NewName();

        var made = await ApplyAsync(stage, name, replicas: 0);
        var patched = await PatchAsync(stage, name, new { metadata = new { labels = new { seen = "yes" } } });
        var read = await stage.Client.GetAsync(KubernetesResources.Deployments, stage.Namespace, name, Token);
        await DeleteAsync(stage, name, made.Metadata.Uid);

        Assert.Equal(made.Metadata.Uid, read.Metadata.Uid);
        Assert.Equal("yes", read.Metadata.Labels["seen"]);
        Assert.NotEqual(made.Metadata.ResourceVersion, patched.Metadata.ResourceVersion);
        Assert.Null(await stage.Client.FindAsync(KubernetesResources.Deployments, stage.Namespace, name, Token));
    }

    [Fact]
    public async Task A_patch_for_an_older_version_is_a_conflict_and_nothing_is_changed()
    {
        await using var stage = await ClientStage.StartAsync();
        var name = stage.NewName();
        var made = await ApplyAsync(stage, name, replicas: 0);
        await PatchAsync(stage, name, new { metadata = new { labels = new { seen = "yes" } } });

        var error = await Assert.ThrowsAsync<KubernetesException>(() =>
            PatchAsync(
                stage,
                name,
                new { metadata = new { resourceVersion = made.Metadata.ResourceVersion }, spec = new { paused = true } }
            )
        );

        var now = await stage.Client.GetAsync(KubernetesResources.Deployments, stage.Namespace, name, Token);
        await DeleteAsync(stage, name, made.Metadata.Uid);
        Assert.True(error.IsConflict);
        Assert.Equal("Conflict", error.Reason);
        Assert.False(now.Spec.Paused);
    }

    [Fact]
    public async Task A_dry_run_shows_what_would_be_and_keeps_nothing()
    {
        await using var stage = await ClientStage.StartAsync();
        var name = stage.NewName();
        var made = await ApplyAsync(stage, name, replicas: 0);
        var patch = KubernetesPatch.Merge(new { spec = new { paused = true } });

        var shown = await stage.Client.PatchAsync(
            KubernetesResources.Deployments,
            stage.Namespace,
            name,
            patch,
            isDryRun: true,
            Token
        );

        var now = await stage.Client.GetAsync(KubernetesResources.Deployments, stage.Namespace, name, Token);
        await DeleteAsync(stage, name, made.Metadata.Uid);
        Assert.True(shown.Spec.Paused);
        Assert.False(now.Spec.Paused);
    }

    [Fact]
    public async Task An_object_of_another_uid_is_not_deleted()
    {
        await using var stage = await ClientStage.StartAsync();
        var name = stage.NewName();
        var made = await ApplyAsync(stage, name, replicas: 0);

        var error = await Assert.ThrowsAsync<KubernetesException>(() => DeleteAsync(stage, name, "another"));

        await DeleteAsync(stage, name, made.Metadata.Uid);
        Assert.True(error.IsConflict);
    }

    [Fact]
    public async Task A_field_of_another_manager_is_a_conflict_unless_it_is_taken_over()
    {
        await using var stage = await ClientStage.StartAsync();
        if (!stage.IsFake)
        {
            Assert.Skip("The client has one manager's name: the other one is set up in memory only.");
        }

        var name = stage.NewName();
        await ApplyAsync(stage, name, replicas: 0);
        stage.Cluster!.Change(
            "Deployment",
            stage.Namespace,
            name,
            item => item["metadata"]!["managedFields"]![0]!["manager"] = "kubectl"
        );

        var error = await Assert.ThrowsAsync<KubernetesException>(() => ApplyAsync(stage, name, replicas: 2));
        var forced = await ApplyAsync(stage, name, replicas: 2, isForced: true);

        Assert.True(error.IsConflict);
        Assert.Equal(2, forced.Spec.Replicas);
    }

    [Fact]
    public async Task A_missing_object_is_an_error_with_kubernetes_own_reason()
    {
        await using var stage = await ClientStage.StartAsync();

        var error = await Assert.ThrowsAsync<KubernetesException>(() =>
            stage.Client.GetAsync(KubernetesResources.Pods, stage.Namespace, stage.NewName(), Token)
        );

        Assert.Equal((HttpStatusCode.NotFound, "NotFound"), (error.Status, error.Reason));
        Assert.False(error.IsRetriable);
    }

    [Fact]
    public async Task A_watch_tells_what_is_there_and_then_what_happens()
    {
        await using var stage = await ClientStage.StartAsync();
        var name = stage.NewName();
        var made = await ApplyAsync(stage, name, replicas: 0);
        await using var changes = stage
            .Client.WatchAsync(KubernetesResources.Deployments, stage.Namespace, Selection.Named(name), Token)
            .GetAsyncEnumerator(Token);

        await changes.MoveNextAsync();
        var first = changes.Current;
        await PatchAsync(stage, name, new { metadata = new { labels = new { seen = "yes" } } });
        while (await changes.MoveNextAsync() && !changes.Current.Item.Metadata.Labels.ContainsKey("seen")) { }
        await DeleteAsync(stage, name, made.Metadata.Uid);
        while (await changes.MoveNextAsync() && changes.Current.Type != WatchEventType.Deleted) { }

        Assert.Equal((WatchEventType.Added, name), (first.Type, first.Item.Metadata.Name));
        Assert.Equal((WatchEventType.Deleted, name), (changes.Current.Type, changes.Current.Item.Metadata.Name));
    }

    [Theory]
    [InlineData("../kube-system")]
    [InlineData("Shop")]
    [InlineData("")]
    public async Task A_namespace_that_is_none_never_becomes_part_of_an_address(string ns)
    {
        await using var stage = await ClientStage.StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() =>
            stage.Client.GetAsync(KubernetesResources.Pods, ns, "name", Token)
        );
        await Assert.ThrowsAsync<ArgumentException>(() =>
            stage.Client.GetAsync(KubernetesResources.Pods, "shop", "a/../b", Token)
        );
    }

    private static Task<Deployment> ApplyAsync(ClientStage stage, string name, int replicas, bool isForced = false) =>
        stage.Client.PatchAsync(
            KubernetesResources.Deployments,
            stage.Namespace,
            name,
            KubernetesPatch.Apply(
                new
                {
                    apiVersion = "apps/v1",
                    kind = "Deployment",
                    metadata = new { name },
                    spec = new
                    {
                        replicas,
                        selector = new { matchLabels = new { app = name } },
                        template = new
                        {
                            metadata = new { labels = new { app = name } },
                            spec = new { containers = new[] { new { name = "app", image = "example/app:1" } } },
                        },
                    },
                },
                isForced
            ),
            isDryRun: false,
            Token
        );

    private static Task<Deployment> PatchAsync(ClientStage stage, string name, object body) =>
        stage.Client.PatchAsync(
            KubernetesResources.Deployments,
            stage.Namespace,
            name,
            KubernetesPatch.Strategic(body),
            isDryRun: false,
            Token
        );

    private static Task DeleteAsync(ClientStage stage, string name, string uid) =>
        stage.Client.DeleteAsync(KubernetesResources.Deployments, stage.Namespace, name, uid, isDryRun: false, Token);
}
