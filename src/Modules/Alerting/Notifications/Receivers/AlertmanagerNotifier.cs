using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Monolith.Alerting.Labels;
using Monolith.Alerting.Notifications.Settings;

namespace Monolith.Alerting.Notifications.Receivers;

/// <summary>Hands alerts on to an Alertmanager: <c>POST /api/v2/alerts</c>.</summary>
internal sealed class AlertmanagerNotifier(
    AlertmanagerSettings settings,
    OutboundHttp http,
    NotificationOptions options
) : INotifier
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly RuleLinks _links = new(options.ExternalUrl);

    /// <inheritdoc/>
    public Task<NotifyResult> NotifyAsync(Notification notification, CancellationToken cancellationToken)
    {
        var alerts = notification.Alerts.Select(a => PostableAlert.Of(a, _links));
        var body = JsonSerializer.SerializeToUtf8Bytes(alerts, Json);
        var address = new Uri($"{settings.Url.TrimEnd('/')}/api/v2/alerts");
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return http.SendAsync(request, settings.Timeout?.Value ?? options.ReceiverTimeout, cancellationToken);
    }

    private sealed record PostableAlert(
        LabelSet Labels,
        IReadOnlyDictionary<string, string> Annotations,
        DateTimeOffset StartsAt,
        DateTimeOffset EndsAt,
        [property: JsonPropertyName("generatorURL")] string? GeneratorUrl
    )
    {
        // An end in the future keeps it firing until then: if nobody tells of it again, it resolves there by itself.
        public static PostableAlert Of(NotifiedAlert alert, RuleLinks links) =>
            new(
                alert.Labels,
                alert.Annotations,
                alert.StartsAt,
                alert.EndsAt ?? alert.ValidUntil,
                links.Of(alert.RuleId) is { Length: > 0 } link ? link : null
            );
    }
}
