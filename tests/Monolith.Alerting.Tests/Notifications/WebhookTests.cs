using System.Text;
using System.Text.Json.Nodes;
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
    public void A_signature_is_that_of_the_specification()
    {
        // The example that the Standard Webhooks libraries test themselves with.
        var signature = WebhookSignature.Of(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"u8,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            """{"test": 2432232314}"""u8
        );

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }

    [Fact]
    public void Another_time_id_or_body_makes_another_signature()
    {
        string[] signatures =
        [
            WebhookSignature.Of("secret"u8, "id", 1, "body"u8),
            WebhookSignature.Of("secret"u8, "id", 2, "body"u8),
            WebhookSignature.Of("secret"u8, "other", 1, "body"u8),
            WebhookSignature.Of("secret"u8, "id", 1, "other"u8),
            WebhookSignature.Of("other"u8, "id", 1, "body"u8),
        ];

        Assert.Equal(signatures.Length, signatures.Distinct().Count());
    }
}
