using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.Access.Directory;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Access.Keys;

/// <summary>How a key was used, as it is kept.</summary>
/// <param name="LastUsedAt">When it was last used, to the minute.</param>
/// <param name="Networks">The networks that it was used from.</param>
internal sealed record KeptUse(DateTimeOffset LastUsedAt, IReadOnlyList<string> Networks)
{
    /// <summary>The kind of the documents; their ids are those of the keys.</summary>
    public const string Kind = "access-key-use";
}

/// <summary>Writes down when keys were last used, once a minute, and tells the audit trail of networks that a key was never used from
/// before, within seconds. So no request waits for either.</summary>
internal sealed class KeyUseKeeper(
    AccessDirectory directory,
    KeyUses uses,
    IDocumentStore documents,
    TimeProvider clock,
    ILogger<KeyUseKeeper> logger
) : BackgroundService
{
    private const int TurnsUntilAll = 12;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>Writes down what is new.</summary>
    /// <param name="isAll">Whether also of keys that were used from known networks only.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task KeepAsync(bool isAll, CancellationToken cancellationToken)
    {
        foreach (var (id, use) in uses.All)
        {
            if (
                (use.HasNewNetworks || (isAll && use.IsUnkept))
                && directory.Now.Documents.Keys.GetValueOrDefault(id)?.Value is { } key
            )
            {
                await KeepAsync(key, use, cancellationToken);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        for (var turn = 1; await timer.WaitForNextTickAsync(stoppingToken); turn++)
        {
            try
            {
                await KeepAsync(turn % TurnsUntilAll == 0, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                logger.KeyUsesNotKept(failure);
            }
        }
    }

    private async Task KeepAsync(ApiKey key, KeyUse use, CancellationToken cancellationToken)
    {
        var (until, networks) = (use.LastUsedAt, use.TakeNewNetworks());
        try
        {
            var read = await documents.GetAsync<KeptUse>(KeptUse.Kind, key.Id, cancellationToken);
            var known = read?.Value.Networks ?? [];
            var added = networks.Select(KeyNetwork.Text).Except(known, StringComparer.Ordinal).ToList();
            var kept = new KeptUse(
                read?.Value.LastUsedAt > until ? read.Value.LastUsedAt : until,
                [.. known, .. added]
            );
            var changes = new DocumentChanges();
            _ = read is null
                ? changes.Add(KeptUse.Kind, key.Id, kept)
                : changes.Replace(KeptUse.Kind, key.Id, kept, read.ETag);
            foreach (var network in added)
            {
                changes.Audit(Entry(key, network, until));
            }

            await documents.CommitAsync(changes, cancellationToken);
            use.Keep(until);
        }
        catch (DocumentConflictException)
        {
            // Another replica has written of the same key: what it wrote is looked at in the next turn.
            use.GiveBack(networks);
        }
        catch
        {
            use.GiveBack(networks);
            throw;
        }
    }

    private static AuditEntry Entry(ApiKey key, string network, DateTimeOffset at) =>
        new()
        {
            // The same on each replica, so that it counts once.
            Id =
                $"key-network.{key.Id}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(network)).AsSpan(0, 8))}",
            Tenant = key.Tenant,
            Time = at,
            Action = "access.key.used_from_new_network",
            Actor = new Actor(ActorKind.Caller, key.CallerName),
            Target = new AuditTarget("access_key", key.Id),
            Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["network"] = network },
        };
}
