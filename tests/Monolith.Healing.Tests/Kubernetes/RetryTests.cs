using Monolith.Healing.Kubernetes;
using Monolith.Healing.Kubernetes.Objects;

namespace Monolith.Healing.Tests.Kubernetes;

public sealed class RetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_is_asked_again_after_an_error_that_passes()
    {
        await using var stage = await ClientStage.StartFakeAsync();
        stage.Cluster!.AddDeployment("shop", "checkout");
        stage.Cluster.Faults.Answer(500, "InternalError", call => call.Verb == "get");
        stage.Cluster.Faults.CutBefore(call => call.Verb == "get");

        var deployment = await stage.Client.GetAsync(KubernetesResources.Deployments, "shop", "checkout", Token);

        Assert.Equal("checkout", deployment.Metadata.Name);
        Assert.Equal(3, stage.Cluster.Calls.Count);
    }

    [Fact]
    public async Task A_change_is_sent_again_only_when_the_server_has_not_looked_at_it()
    {
        await using var stage = await ClientStage.StartFakeAsync();
        stage.Cluster!.AddDeployment("shop", "checkout");
        stage.Cluster.Faults.Answer(429, "TooManyRequests", call => call.Verb == "patch", retryAfterSeconds: 1);
        stage.Cluster.Faults.Answer(500, "InternalError", call => call.Verb == "patch");

        var error = await Assert.ThrowsAsync<KubernetesException>(() => PatchAsync(stage));

        Assert.Equal("InternalError", error.Reason);
        Assert.Equal(2, stage.Cluster.Calls.Count);
    }

    [Fact]
    public async Task A_lost_answer_is_told_as_one_of_which_nobody_knows()
    {
        await using var stage = await ClientStage.StartFakeAsync();
        stage.Cluster!.AddDeployment("shop", "checkout");
        stage.Cluster.Faults.CutAfter(call => call.Verb == "patch");

        var error = await Assert.ThrowsAsync<KubernetesException>(() => PatchAsync(stage));

        Assert.Null(error.Status);
        Assert.True(error.IsRetriable);
        Assert.Single(stage.Cluster.Calls);
    }

    [Fact]
    public async Task A_wrong_token_is_an_error_that_says_so()
    {
        await using var stage = await ClientStage.StartFakeAsync();
        stage.Cluster!.Token = "another";

        var error = await Assert.ThrowsAsync<KubernetesException>(() => PatchAsync(stage));

        Assert.Equal("Unauthorized", error.Reason);
    }

    private static Task<Deployment> PatchAsync(ClientStage stage) =>
        stage.Client.PatchAsync(
            KubernetesResources.Deployments,
            "shop",
            "checkout",
            KubernetesPatch.Merge(new { spec = new { replicas = 4 } }),
            isDryRun: false,
            Token
        );
}
