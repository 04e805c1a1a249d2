using System.Net;
using System.Text.Json.Nodes;
using Monolith.Alerting.Tests.Notifications.Support;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Tests.Notifications;

public sealed class SettingsTests : IAsyncLifetime
{
    private const string Path = "/api/v1/alerts/notifications/config";

    private readonly TemporaryFolder _folder = new();
    private readonly NotificationsAlone _module = new();
    private ModuleHost _host = null!;

    private string YamlPath => _folder.File("notifications.yaml");

    public async ValueTask InitializeAsync() => _host = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Without_settings_nobody_is_told()
    {
        var answer = await _host.SendAsync(HttpMethod.Get, Path);

        Assert.Equal("""{"route":{"receiver":"none","continue":false},"receivers":[{"name":"none"}]}""", answer.Text);
        Assert.Null(answer.ETag);
    }

    [Fact]
    public async Task What_was_put_is_what_is_read_and_the_trail_knows_who_did_it()
    {
        var put = await _host.SendAsync(HttpMethod.Put, Path, Settings());
        var got = await _host.SendAsync(HttpMethod.Get, Path);

        Assert.Equal(HttpStatusCode.NoContent, put.Status);
        Assert.Equal("1m30s", $"{got.Json!["route"]!["groupWait"]}");
        Assert.Equal("alert-webhook", $"{got.Json!["receivers"]![0]!["webhookConfigs"]![0]!["secret"]}");
        Assert.DoesNotContain("s3cr3t", got.Text);
        Assert.Equal("tester", (await _module.Trail.HeardAsync("alerting.notifications.configured")).Actor.Name);
        Assert.Equal(HttpStatusCode.NoContent, (await _host.SendAsync(HttpMethod.Put, Path, got.Json)).Status);
    }

    [Fact]
    public async Task Of_two_people_who_change_the_same_settings_the_second_is_told()
    {
        await _host.SendAsync(HttpMethod.Put, Path, Settings());
        var read = (await _host.SendAsync(HttpMethod.Get, Path)).ETag;

        var first = await _host.SendAsync(HttpMethod.Put, Path, Settings(), ifMatch: read);
        var second = await _host.SendAsync(HttpMethod.Put, Path, Settings(), ifMatch: read);

        Assert.Equal(HttpStatusCode.NoContent, first.Status);
        Assert.Equal("changed-meanwhile", second.Problem);
    }

    [Theory]
    [InlineData("""{"route":{},"receivers":[]}""", "route.receiver")]
    [InlineData("""{"route":{"receiver":"x"},"receivers":[]}""", "route.receiver")]
    [InlineData("""{"route":{"receiver":"a","matchers":["x=y"]},"receivers":[{"name":"a"}]}""", "route")]
    [InlineData("""{"route":{"receiver":"a","groupBy":["...","x"]},"receivers":[{"name":"a"}]}""", "route.groupBy")]
    [InlineData("""{"route":{"receiver":"a","groupBy":["x","x"]},"receivers":[{"name":"a"}]}""", "route.groupBy")]
    [InlineData(
        """{"route":{"receiver":"a","groupInterval":"0s"},"receivers":[{"name":"a"}]}""",
        "route.groupInterval"
    )]
    [InlineData("""{"route":{"receiver":"a","groupWait":"31d"},"receivers":[{"name":"a"}]}""", "route.groupWait")]
    [InlineData("""{"route":{"receiver":"a","groupWait":"soon"},"receivers":[{"name":"a"}]}""", "route.groupWait")]
    [InlineData("""{"route":{"receiver":"a","typo":1},"receivers":[{"name":"a"}]}""", "route.typo")]
    [InlineData("""{"route":{"receiver":"a"},"receivers":[null]}""", "body")]
    [InlineData("""{"route":{"receiver":"a"}}""", "body")]
    [InlineData("""{"route":{"receiver":"a"},"receivers":[{"name":"a"},{"name":"a"}]}""", "receivers[1].name")]
    [InlineData(
        """{"route":{"receiver":"a","routes":[{"matchers":["x~y"]}]},"receivers":[{"name":"a"}]}""",
        "route.routes[0].matchers[0]"
    )]
    [InlineData(
        """{"route":{"receiver":"a","routes":[{"matchers":["x=~("]}]},"receivers":[{"name":"a"}]}""",
        "route.routes[0].matchers[0]"
    )]
    [InlineData(
        """{"route":{"receiver":"a"},"receivers":[{"name":"a"}],"inhibitRules":[{"sourceMatchers":[],"targetMatchers":["a=b"]}]}""",
        "inhibitRules[0]"
    )]
    [InlineData(
        """{"route":{"receiver":"a"},"receivers":[{"name":"a","webhookConfigs":[{"url":"ftp://x"}]}]}""",
        "receivers[0].webhookConfigs[0].url"
    )]
    [InlineData(
        """{"route":{"receiver":"a"},"receivers":[{"name":"a","webhookConfigs":[{"url":"http://user:password@x"}]}]}""",
        "receivers[0].webhookConfigs[0].url"
    )]
    [InlineData(
        """{"route":{"receiver":"a"},"receivers":[{"name":"a","webhookConfigs":[{"url":"http://x","maxAlerts":0}]}]}""",
        "receivers[0].webhookConfigs[0].maxAlerts"
    )]
    [InlineData(
        """{"route":{"receiver":"a"},"receivers":[{"name":"a","webhookConfigs":[{"url":"http://x","secret":"unknown"}]}]}""",
        "receivers[0].webhookConfigs[0].secret"
    )]
    [InlineData(
        """{"route":{"receiver":"a"},"receivers":[{"name":"a","emailConfigs":[{"to":"a@example.com\r\nBcc: b@example.com"}]}]}""",
        "receivers[0].emailConfigs[0].to"
    )]
    public async Task Wrong_settings_are_refused_with_the_name_of_the_field(string settings, string field)
    {
        var answer = await _host.SendAsync(HttpMethod.Put, Path, JsonNode.Parse(settings));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(field, answer.WrongFields);
    }

    [Theory]
    [InlineData("alert-webhook")]
    [InlineData("default@alert-webhook")]
    [InlineData("../alert-webhook")]
    public async Task A_tenant_cannot_sign_with_the_secret_of_another(string secret)
    {
        var settings = Settings();
        settings["receivers"]![0]!["webhookConfigs"]![0]!["secret"] = secret;

        var answer = await _host.SendAsync(HttpMethod.Put, Path, settings, tenant: "attacker");

        Assert.Equal(["receivers[0].webhookConfigs[0].secret"], answer.WrongFields);
    }

    [Fact]
    public async Task Another_tenant_neither_sees_nor_changes_settings()
    {
        await _host.SendAsync(HttpMethod.Put, Path, Settings());

        var seen = await _host.SendAsync(HttpMethod.Get, Path, tenant: "attacker");
        await _host.SendAsync(
            HttpMethod.Put,
            Path,
            JsonNode.Parse("""{"route":{"receiver":"a"},"receivers":[{"name":"a"}]}"""),
            tenant: "attacker"
        );

        Assert.Equal("none", $"{seen.Json!["route"]!["receiver"]}");
        Assert.Equal("team", $"{(await _host.SendAsync(HttpMethod.Get, Path)).Json!["route"]!["receiver"]}");
    }

    [Fact]
    public async Task Each_endpoint_asks_for_its_permission()
    {
        const string Reader = Permissions.ReadAlerts;

        var read = await _host.SendAsync(HttpMethod.Get, Path, permissions: Reader);
        var put = await _host.SendAsync(HttpMethod.Put, Path, Settings(), permissions: Reader);
        var test = await _host.SendAsync(
            HttpMethod.Post,
            "/api/v1/alerts/notifications/test",
            new { receiver = "none" },
            permissions: Reader
        );
        var list = await _host.SendAsync(
            HttpMethod.Get,
            "/api/v1/alerts/notifications",
            permissions: Permissions.ReadLogs
        );

        Assert.Equal(HttpStatusCode.OK, read.Status);
        Assert.All([put, test, list], a => Assert.Equal(HttpStatusCode.Forbidden, a.Status));
    }

    [Fact]
    public async Task A_file_in_alertmanagers_spelling_holds_and_cannot_be_changed_by_the_api()
    {
        await File.WriteAllTextAsync(YamlPath, Yaml("first"));
        await RestartAsync();

        var got = await _host.SendAsync(HttpMethod.Get, Path);
        var other = await _host.SendAsync(HttpMethod.Get, Path, tenant: "acme");
        var put = await _host.SendAsync(HttpMethod.Put, Path, Settings());

        Assert.Equal("first", $"{got.Json!["route"]!["receiver"]}");
        Assert.Equal("10s", $"{got.Json!["route"]!["groupWait"]}");
        Assert.Equal("acme-team", $"{other.Json!["route"]!["receiver"]}");
        Assert.Equal("kept-in-a-file", put.Problem);
    }

    [Fact]
    public async Task A_file_that_changes_is_read_again_and_a_broken_one_is_not_taken()
    {
        await File.WriteAllTextAsync(YamlPath, Yaml("first"));
        await RestartAsync();

        await File.WriteAllTextAsync(YamlPath, Yaml("the-second"));
        Assert.Equal("the-second", await ReceiverAsync());

        await File.WriteAllTextAsync(YamlPath, "route: {receiver: nobody}\nreceivers: []");
        Assert.Equal("the-second", await ReceiverAsync());

        await File.WriteAllTextAsync(YamlPath, "route: [");
        Assert.Equal("the-second", await ReceiverAsync());
    }

    [Theory]
    [InlineData("route: {receiver: a}\nreceivers:\n  - {name: a\n", "Line")]
    [InlineData("route: {receiver: a}\nreceivers: []\n", "Document 1, route.receiver")]
    [InlineData("route: {receiver: a}\nreceivers: [{name: a}]\ntypo: 1\n", "Document 1")]
    public async Task The_host_does_not_start_with_a_broken_file(string yaml, string place)
    {
        await File.WriteAllTextAsync(YamlPath, yaml);

        var error = await Assert.ThrowsAsync<FormatException>(RestartAsync);

        Assert.Contains(YamlPath, error.Message);
        Assert.Contains(place, error.Message);
        File.Delete(YamlPath);
        _host = await StartAsync();
    }

    private async Task<string> ReceiverAsync() =>
        $"{(await _host.SendAsync(HttpMethod.Get, Path)).Json!["route"]!["receiver"]}";

    private async Task RestartAsync()
    {
        await _host.DisposeAsync();
        _host = await StartAsync();
    }

    private Task<ModuleHost> StartAsync() =>
        ModuleHost.StartAsync(
            _folder.File("data"),
            [_module],
            settings: new Dictionary<string, string?>
            {
                ["Modules:Alerting:Secrets:alert-webhook"] = "s3cr3t",
                ["Modules:Alerting:Smtp:Host"] = "mail.example.com",
                ["Modules:Alerting:NotificationsPath"] = File.Exists(YamlPath) ? YamlPath : null,
            }
        );

    private static JsonNode Settings() =>
        JsonNode.Parse(
            """
            {
              "route": {
                "receiver": "team", "groupBy": ["alertname"], "groupWait": "1m30s",
                "routes": [{ "matchers": ["severity=~\"info|warning\""], "receiver": "quiet", "continue": true }]
              },
              "receivers": [
                { "name": "team", "webhookConfigs": [{ "url": "https://hooks.example.com/a", "secret": "alert-webhook" }] },
                { "name": "quiet", "emailConfigs": [{ "to": "ops@example.com, Dev <dev@example.com>" }] }
              ],
              "inhibitRules": [
                { "sourceMatchers": ["severity=critical"], "targetMatchers": ["severity=warning"], "equal": ["service"] }
              ]
            }
            """
        )!;

    private static string Yaml(string receiver) =>
        $"""
            route:
              receiver: {receiver}
              group_by: [alertname]
              group_wait: 10s
            receivers:
              - name: {receiver}
                webhook_configs:
                  - url: https://hooks.example.com/a
                    send_resolved: false
            inhibit_rules:
              - source_matchers: ['severity="critical"']
                target_matchers: [severity=warning]
                equal: [service]
            ---
            tenant: acme
            route: {"{"}receiver: acme-team{"}"}
            receivers: [{"{"}name: acme-team{"}"}]
            """;
}
