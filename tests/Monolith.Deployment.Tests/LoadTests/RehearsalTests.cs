using System.Text.Json;
using System.Text.Json.Nodes;
using Monolith.Deployment.Tests.Kubernetes;
using Monolith.Deployment.Tests.Roles;

namespace Monolith.Deployment.Tests.LoadTests;

/// <summary>Each script's requests, made once against the real program beside a sidecar.</summary>
public sealed class RehearsalTests(RehearsalTests.Fixture fixture) : IClassFixture<RehearsalTests.Fixture>
{
    [Theory]
    [InlineData("ingest-ndjson", """{"records_accepted":100,"records_refused":0}""")]
    [InlineData("ingest-otlp", """{"records_accepted":100,"records_refused":0}""")]
    [InlineData("search", "{}")]
    [InlineData("mixed", """{"records_accepted":100,"records_refused":0}""")]
    [InlineData("spike", """{"refused_without_manners":0}""")]
    [InlineData("soak", """{"records_accepted":100,"records_refused":0,"frames_set_aside":0}""")]
    [InlineData("tail-fanout", """{"records_accepted":20,"records_refused":0,"records_missed":0}""")]
    [InlineData("dapr-pubsub", """{"messages_missing":0}""")]
    public async Task A_script_asks_what_Monolith_answers(string script, string metrics)
    {
        var result = await fixture.RehearseAsync(script);

        Assert.All(result["checks"]!.AsObject(), check => Assert.True((bool)check.Value!, check.Key));
        foreach (var (name, expected) in JsonNode.Parse(metrics)!.AsObject())
        {
            Assert.Equal(expected!.GetValue<int>(), result["metrics"]![name]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task Every_metric_with_a_threshold_is_one_of_k6_or_of_the_script()
    {
        string[] builtIn = ["http_req_failed", "http_req_duration", "dropped_iterations"];

        var result = await fixture.RehearseAsync("soak");

        var named = result["thresholds"]!.Deserialize<string[]>()!.Select(t => t.Split('{')[0]);
        Assert.Empty(
            named.Except([.. builtIn, .. result["metrics"]!.AsObject().Select(m => m.Key)], StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_rehearsal_can_fail()
    {
        var result = await fixture.RehearseAsync("search", "http://127.0.0.1:1");

        Assert.False((bool)result["checks"]!["the search is answered"]!);
    }

    /// <summary>The one replica of the dev overlay and its sidecar, with subscriptions as resources.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private RoleHost _monolith = null!;

        public async ValueTask InitializeAsync() =>
            _monolith = await RoleHost.StartAsync(await Overlay.OfAsync("dev"), "monolith");

        public ValueTask DisposeAsync() => _monolith.DisposeAsync();

        public async Task<JsonNode> RehearseAsync(string script, string? url = null)
        {
            var answer = await Tool.RunAsync(
                "env",
                [
                    $"MONOLITH_URL={url ?? _monolith.Http.BaseAddress!.ToString().TrimEnd('/')}",
                    $"DAPR_URL={_monolith.Sidecar.HttpEndpoint.ToString().TrimEnd('/')}",
                    $"MONOLITH_INGEST_KEY={RoleHost.IngestKey}",
                    $"MONOLITH_ADMIN_KEY={RoleHost.AdminKey}",
                    $"DAPR_API_TOKEN={RoleHost.ApiToken}",
                    "MESSAGES=100",
                    "SECONDS=1",
                    "node",
                    "tests/Monolith.Deployment.Tests/tools/k6/rehearse.mjs",
                    $"loadtests/{script}.js",
                ]
            );
            return JsonNode.Parse(answer)!;
        }
    }
}
