using System.Net.Http.Headers;
using Monolith.Alerting.Notifications.Settings;
using Monolith.Platform.Outgoing;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Receivers;

/// <summary>Tells by a POST of Alertmanager's webhook JSON, signed if there is a secret.</summary>
internal sealed class WebhookNotifier(
    TenantId tenant,
    WebhookSettings settings,
    OutboundHttp http,
    ReceiverSecrets secrets,
    NotificationOptions options,
    TimeProvider clock
) : INotifier
{
    private readonly RuleLinks _links = new(options.ExternalUrl);

    /// <inheritdoc/>
    public async Task<NotifyResult> NotifyAsync(Notification notification, CancellationToken cancellationToken)
    {
        var secret = settings.Secret is { } name ? secrets.Find(tenant, name) : null;
        if (settings.Secret is not null && secret is null)
        {
            return new NotifyResult(NotifyOutcome.Refused, $"there is no secret '{settings.Secret}' any more");
        }

        var request = Request(notification, secret);
        return await http.SendAsync(request, settings.Timeout?.Value ?? options.ReceiverTimeout, cancellationToken);
    }

    private HttpRequestMessage Request(Notification notification, byte[]? secret)
    {
        var body = WebhookPayload.Of(notification, _links).ToUtf8();
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.Url))
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Idempotency-Key", notification.Key);
        request.Headers.Add("webhook-id", notification.Key);
        request.Headers.Add("webhook-timestamp", $"{now}");
        if (secret is not null)
        {
            request.Headers.Add("webhook-signature", WebhookSignature.Of(secret, notification.Key, now, body));
        }

        return request;
    }
}
