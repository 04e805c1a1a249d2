using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Settings;

/// <summary>The settings of tenants: those of the file, else those that came by the API, else the default.</summary>
internal sealed class SettingsStore(IDocumentStore documents, SettingsFile file, TimeProvider clock)
{
    private const string Kind = "notification-settings";

    /// <summary>A tenant's settings as they hold now.</summary>
    public async Task<StoredSettings> GetAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        if (file.Find(tenant) is { } fromFile)
        {
            return new StoredSettings(fromFile, ETag: null);
        }

        var read = await documents.GetAsync<NotificationSettings>(Kind, tenant.Value, cancellationToken);
        return read is null
            ? new StoredSettings(NotificationSettings.Default, ETag: null)
            : new StoredSettings(read.Value, read.ETag);
    }

    /// <summary>Replaces a tenant's settings.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="settings">What holds from now on.</param>
    /// <param name="etag">The state that is replaced; null for whatever there is.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConflictException">They stand in a file.</exception>
    /// <exception cref="DocumentConflictException">They are not in that state.</exception>
    public async Task PutAsync(
        TenantId tenant,
        NotificationSettings settings,
        string? etag,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (file.Find(tenant) is not null)
        {
            throw new ConflictException(
                "kept-in-a-file",
                "The notification settings of this tenant stand in the file that Modules:Alerting:NotificationsPath names. Change them there."
            );
        }

        var changes = new DocumentChanges();
        _ = etag is null
            ? changes.Save(Kind, tenant.Value, settings)
            : changes.Replace(Kind, tenant.Value, settings, etag);
        await documents.CommitAsync(changes.Audit(Entry(tenant, settings, actor)), cancellationToken);
    }

    private AuditEntry Entry(TenantId tenant, NotificationSettings settings, Actor actor)
    {
        var now = clock.GetUtcNow();
        return new AuditEntry
        {
            Id = $"notifications.{tenant}.{now.UtcTicks}",
            Tenant = tenant.Value,
            Time = now,
            Action = "alerting.notifications.configured",
            Actor = actor,
            Target = new AuditTarget("notification_settings", tenant.Value),
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["receivers"] = $"{settings.Receivers.Count}",
                ["routes"] = $"{settings.Route.Routes?.Count ?? 0}",
                ["inhibitRules"] = $"{settings.InhibitRules?.Count ?? 0}",
            },
        };
    }
}

/// <summary>Settings as they were found.</summary>
/// <param name="Settings">What they say.</param>
/// <param name="ETag">Their state; null when they are no document.</param>
internal sealed record StoredSettings(NotificationSettings Settings, string? ETag);
