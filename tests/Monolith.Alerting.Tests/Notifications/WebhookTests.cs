using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Monolith.Alerting.Notifications;
using Monolith.Alerting.Notifications.Receivers;
using Monolith.Alerting.Tests.Notifications.Support;

namespace Monolith.Alerting.Tests.Notifications;

public sealed class WebhookTests
{
    private static readonly DateTimeOffset Now = ManualTime.Start;

    [Fact]
    public void The_payload_is_that_of_alertmanager_version_4()
    {
        var firing = NotifiedAlert.Of(SomeAlert.Firing(Now, "service=checkout", "pod=1"), Now);
        var resolved = NotifiedAlert.Of(
            SomeAlert.Firing(Now, "service=checkout", "pod=2").Resolved(Now.AddMinutes(1)),
            Now.AddMinutes(1)
        );
        var notification = new Notification(
            "default",
            "team",
            "{}:{alertname=\"CheckoutErrors\"}",
            SomeAlert.Labels("alertname=CheckoutErrors"),
            [firing, resolved],
            TruncatedAlerts: 3,
            "key"
        );

        var payload = WebhookPayload.Of(notification, new RuleLinks(new Uri("https://logs.example.com/"))).ToUtf8();

        var golden = Repository.Read("tests/Monolith.Alerting.Tests/Notifications/webhook.golden.json");
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(golden), JsonNode.Parse(payload)),
            Encoding.UTF8.GetString(payload)
        );
    }

    [Fact]
    public async Task A_receiver_on_this_machine_is_refused_and_the_answer_names_the_setting()
    {
        await using var server = await WebhookServer.StartAsync();

        var result = await PostAsync(server);

        Assert.Equal(NotifyOutcome.Refused, result.Outcome);
        Assert.Contains("Modules:Alerting:AllowedNetworks", result.Receipt, StringComparison.Ordinal);
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task A_redirect_is_a_refusal()
    {
        await using var server = await WebhookServer.StartAsync();
        server.Answer = (context, _) =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };

        var result = await PostAsync(server, "127.0.0.0/8");

        Assert.Equal(NotifyOutcome.Refused, result.Outcome);
        Assert.Single(server.Received);
    }

    private static async Task<NotifyResult> PostAsync(WebhookServer server, params string[] allowed)
    {
        var options = Options.Create(new NotificationOptions { AllowedNetworks = allowed });
        using var http = new OutboundHttp(options, TimeProvider.System);
        return await http.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, server.Url),
            TimeSpan.FromSeconds(10),
            TestContext.Current.CancellationToken
        );
    }
}
