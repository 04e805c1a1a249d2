using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Processing.Redaction.Keys;

/// <summary>Gives tenants new keys when theirs are as old as the settings allow. Every replica looks; one of them does it.</summary>
internal sealed class KeyRotation(
    KeyStore store,
    KeyRings rings,
    IDocumentStore documents,
    PrivacyAudit audit,
    IOptions<PrivacyOptions> options,
    TimeProvider clock,
    ILogger<KeyRotation> logger
) : BackgroundService
{
    private const int PageSize = 200;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (options.Value.RotateKeysAfterDays > 0 && await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RotateOldAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                logger.KeysNotRotated(failure);
            }
        }
    }

    /// <summary>Replaces the keys that are old by now.</summary>
    public async Task RotateOldAsync(CancellationToken cancellationToken)
    {
        var newest = clock.GetUtcNow().AddDays(-options.Value.RotateKeysAfterDays);
        string? cursor = null;
        do
        {
            var page = await documents.ListAsync<StoredKeys>(KeyStore.Kind, PageSize, cursor, cancellationToken);
            foreach (var document in page.Documents)
            {
                if (document.Value.Keys[^1] is { State: KeyState.Active } active && active.Created <= newest)
                {
                    await RotateAsync(new TenantId(document.Id), active.Number, cancellationToken);
                }
            }

            cursor = page.NextCursor;
        } while (cursor is not null);
    }

    private async Task RotateAsync(TenantId tenant, int old, CancellationToken cancellationToken)
    {
        var keys = await store.RotateAsync(
            tenant,
            made =>
                audit.Entry(
                    tenant,
                    Actor.System("privacy"),
                    "processing.key.rotated",
                    new AuditTarget("key", made.Number.ToString(CultureInfo.InvariantCulture)),
                    $"The key before was {options.Value.RotateKeysAfterDays} days old."
                ),
            cancellationToken,
            old
        );
        rings.Of(tenant).Take(keys);
    }
}
