using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Monolith.Host.Tests.Dapr;

public sealed class StartingTests
{
    [Fact]
    public async Task E3_Host_and_sidecar_start_although_each_waits_for_the_other()
    {
        await using var monolith = await DaprHost.StartAsync();

        using var http = new HttpClient { BaseAddress = monolith.Sidecar.HttpEndpoint };
        using var health = await http.GetAsync("/v1.0/healthz");
        Assert.Equal(HttpStatusCode.NoContent, health.StatusCode);
    }

    [Fact]
    public async Task A_host_without_its_sidecar_is_ready_and_says_what_is_missing()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(
            folder.File("data"),
            "--DAPR_HTTP_ENDPOINT=http://127.0.0.1:1",
            "--DAPR_GRPC_ENDPOINT=http://127.0.0.1:1"
        );

        using var answer = await host.Http.GetAsync("/healthz/ready");

        using var report = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            "degraded",
            report.RootElement.GetProperty("checks").GetProperty("dapr").GetProperty("status").GetString()
        );
    }

    [Fact]
    public async Task A_host_with_keys_does_not_start_while_the_sidecar_may_come_in_without_a_token()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await HostProcess.RunAsync(
            "serve",
            "--urls=http://127.0.0.1:0",
            $"--Monolith:DataPath={folder.File("data")}",
            "--Monolith:Runtime=Dapr",
            "--Monolith:Access:AdminKey=0123456789abcdef"
        );

        Assert.Equal(2, exitCode);
        Assert.Contains("APP_API_TOKEN", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_runtime_that_does_not_exist_is_refused()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await HostProcess.RunAsync(
            "serve",
            $"--Monolith:DataPath={folder.File("data")}",
            "--Monolith:Runtime=Kubernetes"
        );

        Assert.Equal(2, exitCode);
        Assert.Contains("Embedded or Dapr", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_subscriptions_that_the_host_asks_for_are_those_that_components_declare()
    {
        await using var monolith = await DaprHost.StartAsync();

        var asked = JsonNode.Parse(await monolith.Http.GetStringAsync("/dapr/subscribe"))!.AsArray();

        foreach (var topic in new[] { "logs", "events", "traces", "audit-events" })
        {
            var declared = Repository.Read($"components/cluster/declarative/{topic}.yaml");
            var subscription = asked.Single(s => (string?)s!["topic"] == topic)!;
            var bulk = subscription["bulkSubscribe"]!;
            Assert.Contains(
                $"deadLetterTopic: {subscription["deadLetterTopic"]}\n",
                declared,
                StringComparison.Ordinal
            );
            Assert.Contains($"default: {subscription["routes"]!["default"]}\n", declared, StringComparison.Ordinal);
            if (!(bool)bulk["enabled"]!)
            {
                Assert.DoesNotContain("bulkSubscribe", declared, StringComparison.Ordinal);
                continue;
            }

            Assert.Contains($"maxMessagesCount: {bulk["maxMessagesCount"]}\n", declared, StringComparison.Ordinal);
            Assert.Contains($"maxAwaitDurationMs: {bulk["maxAwaitDurationMs"]}\n", declared, StringComparison.Ordinal);
        }
    }
}
