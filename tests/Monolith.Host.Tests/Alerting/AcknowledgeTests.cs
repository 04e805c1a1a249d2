using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Monolith.Host.Tests.Alerting;

/// <summary>Who may acknowledge an alert, in the real program with its own roles and its own trail.</summary>
public sealed class AcknowledgeTests
{
    private const string AdminKey = "key-of-the-admin-for-the-test";
    private static readonly string[] Settings = [$"--Monolith:Access:AdminKey={AdminKey}"];

    [Fact]
    public async Task An_operator_acknowledges_a_viewer_does_not_and_the_trail_tells_of_both()
    {
        using var folder = new TemporaryFolder();
        string path;
        await using (var host = await HostProcess.StartAsync(folder.File("data"), Settings))
        {
            var (viewer, operatorKey) = (await KeyAsync(host, "viewer"), await KeyAsync(host, "operator"));
            await DoneAsync(
                host,
                HttpMethod.Put,
                "/api/v1/access/roles/orders",
                """{"permissions":["logs:read","alerts:read","alerts:manage"],"rows":[{"services":["order"]}]}"""
            );
            var ofOthers = await KeyAsync(host, "orders");
            path = $"/api/v1/alerts/{await FiringAsync(host)}/acknowledge";

            var refused = await AskAsync(host, HttpMethod.Post, path, "{}", viewer);
            var unseen = await AskAsync(host, HttpMethod.Post, path, "{}", ofOthers);
            var acknowledged = await AskAsync(host, HttpMethod.Post, path, """{"comment":"On it."}""", operatorKey);
            var taken = await AskAsync(host, HttpMethod.Delete, path, body: null, viewer);

            Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
            Assert.Equal(HttpStatusCode.Forbidden, taken.Status);
            Assert.Equal("/problems/no-such-alert", $"{unseen.Json!["type"]}");
            Assert.Equal("On it.", $"{acknowledged.Json!["acknowledged"]!["comment"]}");
            var entry = await HeardAsync(host, "alerting.alert.acknowledged");
            Assert.Equal("On it.", $"{entry["reason"]}");
            Assert.Equal($"{acknowledged.Json["acknowledged"]!["by"]}", $"{entry["actor"]!["name"]}");
            var denied = await HeardAsync(host, "access.request.refused");
            Assert.Contains(
                $"{denied["target"]!["id"]}",
                new[] { "POST", "DELETE" }.Select(method => $"{method} /api/v1/alerts/{{fingerprint}}/acknowledge")
            );
            await host.KillAsync();
        }

        await using var after = await HostProcess.StartAsync(folder.File("data"), Settings);
        var alerts = await AskAsync(after, HttpMethod.Get, "/api/v1/alerts?acknowledged=true", null, AdminKey);
        Assert.Equal("On it.", $"{Assert.Single(alerts.Json!["alerts"]!.AsArray())!["acknowledged"]!["comment"]}");
        await DoneAsync(after, HttpMethod.Delete, path, body: null);
        Assert.Equal("{}", $"{(await HeardAsync(after, "alerting.alert.unacknowledged"))["details"]!["to"]}");
    }

    /// <summary>The fingerprint of an alert that fires and goes on.</summary>
    private static async Task<string> FiringAsync(HostProcess host)
    {
        await DoneAsync(
            host,
            HttpMethod.Post,
            "/api/v1/alerts/rules",
            """{"name":"Always","measure":{"kind":"count"},"operator":">=","threshold":0,"interval":"1s"}"""
        );
        JsonArray firing = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                var answer = await AskAsync(host, HttpMethod.Get, "/api/v1/alerts?state=firing", null, AdminKey);
                firing = answer.Json!["alerts"]!.AsArray();
                return firing.Count > 0;
            },
            "the alert fires"
        );
        return $"{firing[0]!["fingerprint"]}";
    }

    private static async Task<string> KeyAsync(HostProcess host, string role) =>
        $"{(await DoneAsync(host, HttpMethod.Post, "/api/v1/access/keys", $$"""{"name":"{{role}}","roles":["{{role}}"]}"""))!["key"]}";

    private static async Task<JsonNode> HeardAsync(HostProcess host, string action)
    {
        JsonArray entries = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                var path = $"/api/v1/audit/entries?action={action}";
                entries = (await AskAsync(host, HttpMethod.Get, path, null, AdminKey)).Json!["entries"]!.AsArray();
                return entries.Count > 0;
            },
            $"the trail has {action}"
        );
        return entries[0]!["entry"]!;
    }

    /// <summary>What comes of a request of the admin's, which must work.</summary>
    private static async Task<JsonNode?> DoneAsync(HostProcess host, HttpMethod method, string path, string? body)
    {
        var (status, json) = await AskAsync(host, method, path, body, AdminKey);
        Assert.True((int)status < 300, $"{method} {path}: {(int)status} {json}");
        return json;
    }

    private static async Task<(HttpStatusCode Status, JsonNode? Json)> AskAsync(
        HostProcess host,
        HttpMethod method,
        string path,
        string? body,
        string key
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Content = body is null ? null : new StringContent(body, null, "application/json");
        using var answer = await host.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
    }
}
