using Microsoft.Extensions.Options;
using Monolith.Alerting.Notifications.Settings;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Receivers;

/// <summary>Makes receivers of their settings.</summary>
internal sealed class ReceiverFactory(
    OutboundHttp http,
    ReceiverSecrets secrets,
    MailServer mail,
    IOptions<NotificationOptions> options,
    TimeProvider clock
)
{
    // As many as Prometheus puts into one request.
    private const int AlertmanagerBatch = 256;

    private readonly NotificationOptions _options = options.Value;

    /// <summary>A tenant's receiver. Its settings have been checked.</summary>
    public Receiver Create(TenantId tenant, ReceiverSettings settings) =>
        new(
            settings.Name,
            [
                .. (settings.WebhookConfigs ?? []).Select(
                    (webhook, index) =>
                        new Integration(
                            settings.Name,
                            $"webhook[{index}]",
                            webhook.SendResolved,
                            webhook.MaxAlerts,
                            Webhook(tenant, webhook)
                        )
                ),
                .. (settings.EmailConfigs ?? []).Select(
                    (email, index) =>
                        new Integration(
                            settings.Name,
                            $"email[{index}]",
                            email.SendResolved,
                            email.MaxAlerts,
                            new EmailNotifier(email, mail, _options, clock)
                        )
                ),
            ],
            [
                .. (settings.AlertmanagerConfigs ?? []).Select(
                    (alertmanager, index) =>
                        new Integration(
                            settings.Name,
                            $"alertmanager[{index}]",
                            SendResolved: true,
                            AlertmanagerBatch,
                            new AlertmanagerNotifier(alertmanager, http, _options)
                        )
                ),
            ]
        );

    private WebhookNotifier Webhook(TenantId tenant, WebhookSettings settings) =>
        new(tenant, settings, http, secrets, _options, clock);
}
