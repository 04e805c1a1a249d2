using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Monolith.Alerting.Labels;

namespace Monolith.Alerting.Notifications.Receivers;

/// <summary>The JSON of Alertmanager's webhooks, version 4.</summary>
internal sealed record WebhookPayload(
    string Receiver,
    string Status,
    IReadOnlyList<WebhookAlert> Alerts,
    LabelSet GroupLabels,
    IReadOnlyDictionary<string, string> CommonLabels,
    IReadOnlyDictionary<string, string> CommonAnnotations,
    [property: JsonPropertyName("externalURL")] string ExternalUrl,
    string Version,
    string GroupKey,
    int TruncatedAlerts
)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // read by programs, never by a browser
    };

    public static WebhookPayload Of(Notification notification, RuleLinks links) =>
        new(
            notification.Receiver,
            notification.FiringCount() > 0 ? WebhookAlert.Firing : WebhookAlert.Resolved,
            [.. notification.Alerts.Select(a => WebhookAlert.Of(a, links))],
            notification.GroupLabels,
            notification.CommonLabels(),
            notification.CommonAnnotations(),
            links.Home,
            "4",
            notification.GroupKey,
            notification.TruncatedAlerts
        );

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, Options);
}

/// <summary>An alert in the JSON of Alertmanager's webhooks.</summary>
internal sealed record WebhookAlert(
    string Status,
    LabelSet Labels,
    IReadOnlyDictionary<string, string> Annotations,
    DateTime StartsAt,
    DateTime EndsAt,
    [property: JsonPropertyName("generatorURL")] string GeneratorUrl,
    string Fingerprint
)
{
    public const string Firing = "firing";
    public const string Resolved = "resolved";

    // What Alertmanager says of an alert that fires, and what receivers in Go take for no time.
    private static readonly DateTime GoZero = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);

    public static WebhookAlert Of(NotifiedAlert alert, RuleLinks links) =>
        new(
            alert.IsFiring ? Firing : Resolved,
            alert.Labels,
            alert.Annotations,
            alert.StartsAt.UtcDateTime,
            alert.EndsAt?.UtcDateTime ?? GoZero,
            links.Of(alert.RuleId),
            alert.Labels.Fingerprint
        );
}
