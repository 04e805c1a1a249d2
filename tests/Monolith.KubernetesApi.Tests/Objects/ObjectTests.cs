using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;
using Monolith.KubernetesApi.Tests.Support;

namespace Monolith.KubernetesApi.Tests.Objects;

public sealed class ObjectTests
{
    private const string Checkout = Stage.Deployments + "/checkout";

    [Fact]
    public async Task A_change_makes_a_new_version_and_a_change_of_the_spec_a_new_generation()
    {
        await using var stage = await Stage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        var before = stage.Deployment();

        await stage.MergeAsync(Checkout, """{"metadata":{"annotations":{"a":"b"}}}""");
        var annotated = stage.Deployment();
        await stage.MergeAsync(Checkout, """{"spec":{"replicas":5}}""");
        var scaled = stage.Deployment();

        Assert.NotEqual(before.Text("metadata", "resourceVersion"), annotated.Text("metadata", "resourceVersion"));
        Assert.Equal(before.Int("metadata", "generation"), annotated.Int("metadata", "generation"));
        Assert.Equal(before.Int("metadata", "generation") + 1, scaled.Int("metadata", "generation"));
    }

    [Fact]
    public async Task A_patch_that_changes_nothing_makes_no_version()
    {
        await using var stage = await Stage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout", replicas: 3);
        var before = stage.Deployment();

        var (status, _) = await stage.MergeAsync(Checkout, """{"spec":{"replicas":3}}""");

        Assert.Equal(200, status);
        Assert.Equal(
            before.Text("metadata", "resourceVersion"),
            stage.Deployment().Text("metadata", "resourceVersion")
        );
    }

    [Fact]
    public async Task A_write_that_knows_an_older_version_is_a_conflict()
    {
        await using var stage = await Stage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        var version = stage.Deployment().Text("metadata", "resourceVersion");
        await stage.MergeAsync(Checkout, """{"metadata":{"annotations":{"a":"b"}}}""");

        var body = $$"""{ "metadata": { "resourceVersion": "{{version}}" }, "spec": { "replicas": 1 } }""";
        var (status, answer) = await stage.MergeAsync(Checkout, body);

        Assert.Equal(409, status);
        Assert.Equal("Conflict", answer.Text("reason"));
        Assert.Equal(
            "Operation cannot be fulfilled on deployments.apps \"checkout\": the object has been modified; "
                + "please apply your changes to the latest version and try again",
            answer.Text("message")
        );
        Assert.Equal(3, stage.Deployment().Int("spec", "replicas"));
    }

    [Fact]
    public async Task A_dry_run_answers_with_the_object_and_keeps_nothing()
    {
        await using var stage = await Stage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        var before = stage.Deployment();

        var (status, answer) = await stage.MergeAsync(Checkout + "?dryRun=All", """{"spec":{"replicas":7}}""");

        Assert.Equal(200, status);
        Assert.Equal(7, answer.Int("spec", "replicas"));
        Assert.True(JsonNode.DeepEquals(before, stage.Deployment()));
    }

    [Fact]
    public async Task A_dry_run_finds_the_errors_of_the_real_one()
    {
        await using var stage = await Stage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");

        var (status, answer) = await stage.MergeAsync(Checkout + "?dryRun=All", """{"spec":{"replicas":-1}}""");

        Assert.Equal((422, "Invalid"), (status, answer.Text("reason")));
    }

    [Fact]
    public async Task A_write_to_an_object_leaves_its_status_alone_and_the_other_way_round()
    {
        await using var stage = await Stage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");

        await stage.MergeAsync(Checkout, """{"status":{"readyReplicas":77}}""");
        await stage.MergeAsync(Checkout + "/status", """{"spec":{"replicas":9}}""");

        Assert.Equal(3, stage.Deployment().Int("status", "readyReplicas"));
        Assert.Equal(3, stage.Deployment().Int("spec", "replicas"));
    }

    [Fact]
    public async Task Fields_that_nobody_knows_are_kept()
    {
        await using var stage = await Stage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");

        await stage.MergeAsync(Checkout, """{"spec":{"fieldOfTheFuture":{"x":1}}}""");

        Assert.Equal(1, (await stage.GetAsync(Checkout)).Int("spec", "fieldOfTheFuture", "x"));
    }

    [Fact]
    public async Task A_missing_object_is_answered_with_the_status_of_the_real_server()
    {
        await using var stage = await Stage.StartAsync();

        var (status, answer) = await stage.SendAsync(HttpMethod.Get, Checkout);

        Assert.Equal(404, status);
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse(
                    """
                    {
                      "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
                      "message": "deployments.apps \"checkout\" not found", "reason": "NotFound",
                      "details": { "name": "checkout", "group": "apps", "kind": "deployments" }, "code": 404
                    }
                    """
                ),
                answer
            )
        );
    }

    [Fact]
    public async Task A_lease_is_made_once_and_renewed_by_whoever_knows_its_version()
    {
        await using var stage = await Stage.StartAsync();
        const string Leases = "/apis/coordination.k8s.io/v1/namespaces/shop/leases";
        const string Lease = """{"metadata":{"name":"one"},"spec":{"holderIdentity":"a"}}""";

        var (made, lease) = await stage.SendAsync(HttpMethod.Post, Leases, Lease);
        var (again, _) = await stage.SendAsync(HttpMethod.Post, Leases, Lease);
        lease["spec"]!["holderIdentity"] = "b";
        var (renewed, _) = await stage.SendAsync(HttpMethod.Put, Leases + "/one", lease.ToJsonString());
        var (late, _) = await stage.SendAsync(HttpMethod.Put, Leases + "/one", lease.ToJsonString());

        Assert.Equal((201, 409, 200, 409), (made, again, renewed, late));
    }

    [Fact]
    public async Task The_scale_of_a_workload_is_read_and_written_through_its_subresource()
    {
        await using var stage = await Stage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");

        var (status, scale) = await stage.MergeAsync(Checkout + "/scale", """{"spec":{"replicas":4}}""");

        Assert.Equal(200, status);
        Assert.Equal(("Scale", 4), (scale.Text("kind"), scale.Int("spec", "replicas")));
        Assert.Equal(4, stage.Deployment().Int("status", "readyReplicas"));
    }

    [Fact]
    public async Task A_list_takes_label_and_field_selectors()
    {
        await using var stage = await Stage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        stage.Cluster.AddDeployment("shop", "payment");
        stage.Cluster.AddDeployment("other", "checkout");

        var byLabel = await stage.GetAsync(Stage.Deployments + "?labelSelector=app%20in%20(checkout,cart)");
        var byField = await stage.GetAsync("/apis/apps/v1/deployments?fieldSelector=metadata.namespace!=other");

        Assert.Equal(["checkout"], byLabel.Objects("items").Select(item => item.Text("metadata", "name")));
        Assert.Equal(["checkout", "payment"], byField.Objects("items").Select(item => item.Text("metadata", "name")));
    }
}
