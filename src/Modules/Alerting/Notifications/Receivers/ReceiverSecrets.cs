using Microsoft.Extensions.Options;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Receivers;

/// <summary>The secrets that settings only name. They come from configuration or from files, and go nowhere but into signatures.</summary>
internal sealed class ReceiverSecrets(IOptionsMonitor<NotificationOptions> options)
{
    /// <summary>Whether the tenant has a secret of this name.</summary>
    public bool Has(TenantId tenant, string name) => Find(tenant, name) is not null;

    /// <summary>A tenant's secret.</summary>
    /// <returns>Null when there is none.</returns>
    public byte[]? Find(TenantId tenant, string name) =>
        NamedSecrets.Find(tenant, name, options.CurrentValue.Secrets, options.CurrentValue.SecretsPath);
}
