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
    public async Task<NotifyResult> NotifyAsync(Notification notification, CancellationToken cancellationToken)
    {
        var result = await PostAsync(notification.Alerts, cancellationToken);
        if (result.Outcome != NotifyOutcome.Refused)
        {
            return result;
        }

        // Before version 0.27, Alertmanager takes names of letters, digits and _ only.
        var plain = notification.Alerts.Select(a => a with { Labels = WithPlainNames(a.Labels) }).ToList();
        var isOther = !plain.Select(a => a.Labels).SequenceEqual(notification.Alerts.Select(a => a.Labels));
        return isOther ? await PostAsync(plain, cancellationToken) : result;
    }

    private Task<NotifyResult> PostAsync(IReadOnlyList<NotifiedAlert> alerts, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(alerts.Select(a => PostableAlert.Of(a, _links)), Json);
        var address = new Uri($"{settings.Url.TrimEnd('/')}/api/v2/alerts");
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return http.SendAsync(request, settings.Timeout?.Value ?? options.ReceiverTimeout, cancellationToken);
    }

    private static LabelSet WithPlainNames(LabelSet labels) =>
        new(
            labels.Select(l =>
                KeyValuePair.Create(string.Concat(l.Key.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')), l.Value)
            )
        );

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
