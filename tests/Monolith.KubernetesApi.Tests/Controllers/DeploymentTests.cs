using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;
using Monolith.KubernetesApi.Tests.Support;

namespace Monolith.KubernetesApi.Tests.Controllers;

public sealed class DeploymentTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_new_template_gets_a_set_of_its_own_and_the_old_one_is_emptied()
    {
        await using var stage = await Stage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");

        stage.ChangeImage("example/checkout:2");

        var sets = stage.Cluster.List("ReplicaSet", "shop");
        Assert.Equal([0, 3], sets.Select(set => set.Int("status", "replicas")).Order());
        Assert.Equal("2", stage.Deployment().Text("metadata", "annotations", "deployment.kubernetes.io/revision"));
        Assert.Equal("NewReplicaSetAvailable", Progressing(stage).Text("reason"));
    }

    [Theory]
    [InlineData(3, "25%", "25%")]
    [InlineData(10, "30%", "20%")]
    [InlineData(4, 0, 1)]
    [InlineData(5, 2, 0)]
    public async Task A_rollout_never_has_fewer_ready_or_more_pods_than_it_may(
        int replicas,
        object unavailable,
        object surge
    )
    {
        await using var stage = await Stage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout", replicas);
        stage.Cluster.Change(
            "Deployment",
            "shop",
            "checkout",
            item =>
            {
                var rolling = item["spec"]!["strategy"]!["rollingUpdate"]!;
                rolling["maxUnavailable"] = JsonValue.Create(unavailable);
                rolling["maxSurge"] = JsonValue.Create(surge);
            }
        );
        stage.Cluster.Behave("shop", "checkout", new PodBehaviour { ReadyAfter = 2 * Second });
        var (least, most) = (replicas - Down(unavailable, replicas), replicas + Up(surge, replicas));

        stage.ChangeImage("example/checkout:2");
        var (fewest, largest, steps) = (replicas, replicas, 0);
        for (; Progressing(stage).Text("reason") != "NewReplicaSetAvailable" && steps < 100; steps++)
        {
            var pods = stage.Cluster.List("Pod", "shop");
            fewest = Math.Min(fewest, pods.Count(pod => pod.IsReady()));
            largest = Math.Max(largest, pods.Count);
            stage.Clock.Advance(Second);
        }

        Assert.InRange(steps, 2, 99);
        Assert.InRange(fewest, least, replicas);
        Assert.InRange(largest, replicas, most);
    }

    [Fact]
    public async Task A_rollout_whose_pods_never_get_ready_runs_into_its_deadline_and_keeps_the_old_ones()
    {
        await using var stage = await Stage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout", replicas: 4);
        stage.Cluster.Behave("shop", "checkout", PodBehaviour.NeverReady);

        stage.ChangeImage("example/checkout:2");
        stage.Clock.Advance(TimeSpan.FromSeconds(599));
        var before = Progressing(stage).Text("reason");
        stage.Clock.Advance(2 * Second);

        Assert.Equal("ReplicaSetUpdated", before);
        Assert.Equal("ProgressDeadlineExceeded", Progressing(stage).Text("reason"));
        Assert.Equal("False", Progressing(stage).Text("status"));
        Assert.Equal(3, stage.Deployment().Int("status", "readyReplicas"));
    }

    [Fact]
    public async Task A_rollout_that_is_stuck_goes_on_once_its_pods_get_well()
    {
        await using var stage = await Stage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout", replicas: 4);
        stage.Cluster.Behave("shop", "checkout", new PodBehaviour { AtMostReady = 1 });
        stage.ChangeImage("example/checkout:2");
        stage.Clock.Advance(TimeSpan.FromMinutes(1));
        var stuck = stage.Deployment().Int("status", "updatedReplicas");

        stage.Cluster.Behave("shop", "checkout", new PodBehaviour());

        Assert.InRange(stuck!.Value, 1, 3);
        Assert.Equal("NewReplicaSetAvailable", Progressing(stage).Text("reason"));
    }

    [Fact]
    public async Task The_old_template_brought_back_is_the_old_set_with_a_new_revision()
    {
        await using var stage = await Stage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        var first = stage.Cluster.List("ReplicaSet", "shop").Single().Name();
        stage.ChangeImage("example/checkout:2");

        stage.ChangeImage("example/checkout:1");

        var sets = stage.Cluster.List("ReplicaSet", "shop").ToDictionary(set => set.Name(), StringComparer.Ordinal);
        Assert.Equal(2, sets.Count);
        Assert.Equal(3, sets[first].Int("status", "replicas"));
        Assert.Equal("3", sets[first].Text("metadata", "annotations", "deployment.kubernetes.io/revision"));
    }

    [Fact]
    public async Task A_paused_deployment_keeps_its_pods_and_follows_its_number()
    {
        await using var stage = await Stage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        stage.Cluster.Change("Deployment", "shop", "checkout", item => item["spec"]!["paused"] = true);

        stage.ChangeImage("example/checkout:2");
        stage.Cluster.Change("Deployment", "shop", "checkout", item => item["spec"]!["replicas"] = 5);

        var set = Assert.Single(stage.Cluster.List("ReplicaSet", "shop"));
        Assert.Equal(5, set.Int("status", "replicas"));
        Assert.Equal(0, stage.Deployment().Int("status", "updatedReplicas"));
        Assert.Equal("DeploymentPaused", Progressing(stage).Text("reason"));
    }

    [Fact]
    public async Task A_pod_counts_as_available_once_it_was_ready_for_as_long_as_asked()
    {
        await using var stage = await Stage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        stage.Cluster.Change("Deployment", "shop", "checkout", item => item["spec"]!["minReadySeconds"] = 10);

        stage.ChangeImage("example/checkout:2");
        stage.Clock.Advance(9 * Second);
        var before = Progressing(stage).Text("reason");
        stage.Clock.Advance(30 * Second);

        Assert.Equal("ReplicaSetUpdated", before);
        Assert.Equal("NewReplicaSetAvailable", Progressing(stage).Text("reason"));
    }

    [Fact]
    public async Task A_controller_that_lags_has_not_observed_the_newest_generation()
    {
        await using var stage = await Stage.StartAsync(controllerLag: 5 * Second);
        stage.Cluster.AddDeployment("shop", "checkout");
        stage.Clock.Advance(10 * Second);

        stage.ChangeImage("example/checkout:2");
        var before = stage.Deployment();
        stage.Clock.Advance(10 * Second);

        Assert.Equal((2, 1), (before.Int("metadata", "generation"), before.Int("status", "observedGeneration")));
        Assert.Equal(2, stage.Deployment().Int("status", "observedGeneration"));
    }

    [Fact]
    public async Task A_deleted_deployment_takes_its_sets_and_pods_with_it()
    {
        await using var stage = await Stage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");

        var (status, _) = await stage.SendAsync(HttpMethod.Delete, Stage.Deployments + "/checkout");

        Assert.Equal(200, status);
        Assert.Empty(stage.Cluster.List("ReplicaSet", "shop"));
        Assert.Empty(stage.Cluster.List("Pod", "shop"));
    }

    private static JsonObject? Progressing(Stage stage) => stage.Deployment().Condition("Progressing");

    private static int Down(object value, int total) =>
        value is string share ? int.Parse(share.TrimEnd('%')) * total / 100 : (int)value;

    private static int Up(object value, int total) =>
        value is string share ? ((int.Parse(share.TrimEnd('%')) * total) + 99) / 100 : (int)value;
}
