using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Monolith.Alerting.Tests.Notifications.Support;

namespace Monolith.Alerting.Tests.Notifications;

/// <summary>From an alert that a rule found to somebody who was told, as an operator sets it up and sees it.</summary>
public sealed class EndToEndTests : IAsyncLifetime
{
    private const string Config = "/api/v1/alerts/notifications/config";
    private const string Secret = "correct horse battery staple";

    private WebhookServer _webhooks = null!;
    private RunningModule _module = null!;

    public async ValueTask InitializeAsync()
    {
        _webhooks = await WebhookServer.StartAsync();
        _module = await RunningModule.StartAsync(("Modules:Alerting:Secrets:alert-webhook", Secret));
    }

    public async ValueTask DisposeAsync()
    {
        await _module.DisposeAsync();
        await _webhooks.DisposeAsync();
    }

    [Fact]
    public async Task An_alert_is_told_with_a_valid_signature_and_so_is_its_end()
    {
        var put = await _module.Host.SendAsync(HttpMethod.Put, Config, Settings());
        Assert.Equal(HttpStatusCode.NoContent, put.Status);
        var now = TimeProvider.System.GetUtcNow();
        var alert = SomeAlert.Firing(now, "service=checkout");

        await _module.ReceiveAsync(alert);
        await _webhooks.HasAsync(1);
        await _module.ReceiveAsync(alert.Resolved(TimeProvider.System.GetUtcNow()));
        await _webhooks.HasAsync(2);

        Assert.Equal(["firing", "resolved"], _webhooks.Received.Select(w => w.Status));
        Assert.All(_webhooks.Received, AssertSigned);
        var log = await NotificationsAsync();
        await Eventually.HoldsAsync(
            async () => (log = await NotificationsAsync()).All(n => $"{n["status"]}" == "delivered"),
            "both are delivered"
        );
        Assert.Equal(["allResolved", "first"], log.Select(n => $"{n["reason"]}"));
        Assert.All(log, n => Assert.Equal("200 thanks", $"{n["receipt"]}"));
        Assert.All(log, n => Assert.Equal("webhook[0]", $"{n["integration"]}"));
        Assert.Equal(log.Select(n => $"{n["key"]}").Reverse(), _webhooks.Received.Select(w => w.Key));
    }

    [Fact]
    public async Task A_silenced_alert_is_not_told_until_the_silence_is_ended()
    {
        await _module.Host.SendAsync(HttpMethod.Put, Config, Settings());
        var silence = await _module.Host.SendAsync(
            HttpMethod.Post,
            "/api/v1/silences",
            new
            {
                matchers = new[] { new { name = "service", value = "checkout" } },
                endsAt = TimeProvider.System.GetUtcNow().AddHours(1),
                comment = "Planned.",
            }
        );
        var now = TimeProvider.System.GetUtcNow();

        await _module.ReceiveAsync(SomeAlert.Firing(now, "service=checkout"), SomeAlert.Firing(now, "service=cart"));
        await _webhooks.HasAsync(1);
        await _module.Host.SendAsync(HttpMethod.Delete, $"/api/v1/silences/{silence.Json!["id"]}");
        await _webhooks.HasAsync(2);

        Assert.Equal(["cart"], Services(_webhooks.Received[0]));
        Assert.Equal(["cart", "checkout"], Services(_webhooks.Received[1]));
    }

    [Fact]
    public async Task A_test_says_what_happened_in_each_way_of_telling()
    {
        var settings = Settings();
        settings["receivers"]![0]!["webhookConfigs"]!
            .AsArray()
            .Add(new JsonObject { ["url"] = "http://169.254.169.254/latest/meta-data" });
        await _module.Host.SendAsync(HttpMethod.Put, Config, settings);

        var answer = await _module.Host.SendAsync(
            HttpMethod.Post,
            "/api/v1/alerts/notifications/test",
            new { receiver = "team" }
        );

        var results = answer.Json!["results"]!.AsArray();
        Assert.Equal(
            """{"integration":"webhook[0]","delivered":true,"receipt":"200 thanks"}""",
            results[0]!.ToJsonString()
        );
        Assert.False(results[1]!["delivered"]!.GetValue<bool>());
        Assert.Contains("no address that may be connected to", $"{results[1]!["receipt"]}");
        AssertSigned(Assert.Single(_webhooks.Received));
        Assert.Equal(2, (await NotificationsAsync()).Count(n => $"{n["reason"]}" == "test"));
        await _module.Module.Trail.HeardAsync("alerting.receiver.tested");
    }

    [Fact]
    public async Task A_test_of_a_receiver_that_is_not_there_says_so()
    {
        var answer = await _module.Host.SendAsync(
            HttpMethod.Post,
            "/api/v1/alerts/notifications/test",
            new { receiver = "team" }
        );

        Assert.Equal("no-such-receiver", answer.Problem);
    }

    [Fact]
    public async Task A_delivery_that_fails_for_good_is_in_the_trail_and_shows_no_secret()
    {
        _webhooks.Answer = (http, _) =>
        {
            http.Response.StatusCode = 410;
            return Task.CompletedTask;
        };
        await _module.Host.SendAsync(HttpMethod.Put, Config, Settings());

        await _module.ReceiveAsync(SomeAlert.Firing(TimeProvider.System.GetUtcNow(), "service=checkout"));

        var entry = await _module.Module.Trail.HeardAsync("alerting.notification.failed");
        Assert.Equal("410", entry.Reason);
        Assert.Equal("team", entry.Target.Id);
        Assert.DoesNotContain(Secret, (await _module.Host.SendAsync(HttpMethod.Get, Config)).Text);
        Assert.DoesNotContain(
            Secret,
            (await _module.Host.SendAsync(HttpMethod.Get, "/api/v1/alerts/notifications")).Text
        );
    }

    [Fact]
    public async Task Another_tenant_sees_no_notification()
    {
        await _module.Host.SendAsync(HttpMethod.Put, Config, Settings());
        await _module.Host.SendAsync(HttpMethod.Post, "/api/v1/alerts/notifications/test", new { receiver = "team" });

        var seen = await _module.Host.SendAsync(HttpMethod.Get, "/api/v1/alerts/notifications", tenant: "attacker");
        var tested = await _module.Host.SendAsync(
            HttpMethod.Post,
            "/api/v1/alerts/notifications/test",
            new { receiver = "team" },
            tenant: "attacker"
        );

        Assert.Empty(seen.Json!["notifications"]!.AsArray());
        Assert.Equal("no-such-receiver", tested.Problem);
    }

    /// <summary>As a receiver checks it that knows nothing of our code.</summary>
    private static void AssertSigned(Webhook webhook)
    {
        var signed = Encoding.UTF8.GetBytes($"{webhook.Headers["webhook-id"]}.{webhook.Headers["webhook-timestamp"]}.");
        byte[] content = [.. signed, .. webhook.Body];
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), content);
        Assert.Equal($"v1,{Convert.ToBase64String(hash)}", webhook.Headers["webhook-signature"]);
        Assert.Equal(webhook.Key, webhook.Headers["Idempotency-Key"]);
    }

    private static IEnumerable<string> Services(Webhook webhook) =>
        webhook.Alerts.Select(a => $"{a["labels"]!["service"]}").Order();

    private async Task<IReadOnlyList<JsonNode>> NotificationsAsync()
    {
        var answer = await _module.Host.SendAsync(HttpMethod.Get, "/api/v1/alerts/notifications?receiver=team");
        return [.. answer.Json!["notifications"]!.AsArray().Select(n => n!)];
    }

    private JsonNode Settings() =>
        JsonNode.Parse(
            $$"""
            {
              "route": { "receiver": "team", "groupBy": ["alertname"], "groupWait": "0s", "groupInterval": "1s" },
              "receivers": [{ "name": "team", "webhookConfigs": [{ "url": "{{_webhooks.Url}}", "secret": "alert-webhook" }] }]
            }
            """
        )!;
}
