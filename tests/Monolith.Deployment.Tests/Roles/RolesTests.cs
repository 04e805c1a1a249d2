using System.Net;
using System.Text.Json.Nodes;
using Monolith.Deployment.Tests.Kubernetes;

namespace Monolith.Deployment.Tests.Roles;

/// <summary>Each role starts with exactly the environment that its manifest gives it, and does its work and no other.</summary>
/// <remarks>Three things stand in for the cluster: the embedded engine for ClickHouse, the sidecar of the tests with what it
/// keeps in memory for Dapr, and keys of the test for the secrets.</remarks>
public sealed class RolesTests
{
    private const string Record = """{"message":"hello"}""";

    // With subscriptions as resources, as the manifests have it, a host does not tell.
    private const string SaysWhatItWants = "Monolith__Dapr__Subscriptions=Programmatic";

    [Theory]
    [InlineData("dev", "monolith", HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("production", "monolith-ingest", HttpStatusCode.OK, HttpStatusCode.NotFound)]
    [InlineData("production", "monolith-query", HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound)]
    [InlineData("production", "monolith-worker", HttpStatusCode.MethodNotAllowed, HttpStatusCode.OK)]
    public async Task A_role_does_its_work_and_no_other_and_gets_every_message_that_its_modules_want(
        string overlay,
        string role,
        HttpStatusCode sends,
        HttpStatusCode manages
    )
    {
        var objects = (await Overlay.OfAsync(overlay)).Objects;
        await using var host = await RoleHost.StartAsync(await Overlay.OfAsync(overlay), role, SaysWhatItWants);

        // The address is there for searching: who sends to it is told that it takes no sending.
        Assert.Equal(sends, await host.StatusAsync(HttpMethod.Post, "/api/v1/logs", RoleHost.AdminKey, Record));
        Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(HttpMethod.Get, "/api/v1/logs", RoleHost.AdminKey));
        Assert.Equal(manages, await host.StatusAsync(HttpMethod.Get, "/api/v1/workflows", RoleHost.AdminKey));
        Assert.Equal(manages, await host.StatusAsync(HttpMethod.Get, "/api/v1/audit/entries", RoleHost.AdminKey));
        Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(HttpMethod.Get, "/metrics", RoleHost.MetricsKey));

        // One that is declared and not wanted costs nothing; one that is wanted and not declared is never delivered.
        var declared = DaprWiringRules.Routes(objects, role);
        Assert.Empty((await WantedAsync(host)).Except(declared));
    }

    private static async Task<IEnumerable<(string Topic, string Route)>> WantedAsync(RoleHost host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dapr/subscribe");
        request.Headers.Add("dapr-api-token", RoleHost.AppToken);
        using var answer = await host.Http.SendAsync(request);
        var subscriptions = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray();
        return subscriptions.Select(s => ($"{s!["topic"]}", $"{s["routes"]!["default"]}"));
    }
}
