using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Security;
using Monolith.Processing.Redaction.Tokens;

namespace Monolith.Processing.Redaction.Keys;

/// <summary>The keys of all tenants that were asked for, as they are now. Thread-safe.</summary>
internal sealed class KeyRings(KeyStore store, TokenCache cache, TimeProvider clock, ILogger<KeyRings> logger)
{
    private readonly ConcurrentDictionary<TenantId, KeyHolder> _holders = [];

    /// <summary>The holder of a tenant's keys. It may be kept. Costs no lock.</summary>
    public KeyHolder Of(TenantId tenant) =>
        _holders.TryGetValue(tenant, out var known)
            ? known
            : _holders.GetOrAdd(tenant, t => new KeyHolder(t, store, cache, clock, logger));

    /// <summary>Looks whether another replica has changed the keys of those tenants that have some here.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        foreach (var holder in _holders.Values)
        {
            await holder.RefreshAsync(cancellationToken);
        }
    }
}

/// <summary>Holds the keys of one tenant. Thread-safe.</summary>
internal sealed class KeyHolder(TenantId tenant, KeyStore store, TokenCache cache, TimeProvider clock, ILogger logger)
{
    // Somebody waits for an answer to their request meanwhile.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private volatile KeyRing? _ring;
    private long _notBefore = long.MinValue;

    /// <summary>Whose keys.</summary>
    public TenantId Tenant => tenant;

    /// <summary>The keys; null while they cannot be had. Only who asks first of all waits for them.</summary>
    public KeyRing? Current => _ring ?? First();

    /// <summary>The keys if somebody has asked for them before; null otherwise. Nobody waits for it.</summary>
    public KeyRing? Known => _ring;

    /// <summary>Takes keys over that were changed. Nothing stays in memory of a person who was forgotten by that.</summary>
    public void Take(TenantKeys keys)
    {
        _ring = keys.Ring;
        cache.Clear();
    }

    /// <summary>Takes over what another replica has changed.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (
                _ring is { } known
                && await store.FindChangedAsync(tenant, known.ETag, cancellationToken) is { } changed
            )
            {
                Take(changed);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.KeysNotRefreshed(exception, tenant.Value);
        }
    }

    private KeyRing? First()
    {
        // All that come meanwhile wait for the one answer; without keys none of them could go on.
        lock (_lock)
        {
            if (_ring is { } ring || clock.GetTimestamp() < _notBefore)
            {
                return _ring;
            }

            try
            {
                using var patience = new CancellationTokenSource(LongestWait, clock);
                return _ring = Task.Run(() => store.OpenAsync(tenant, patience.Token)).GetAwaiter().GetResult().Ring;
            }
            catch (Exception exception)
            {
                // Until there are keys, values are covered: nothing is lost that could be had, and nothing passes.
                _notBefore = clock.GetTimestamp() + (long)(Pause.TotalSeconds * clock.TimestampFrequency);
                logger.KeysUnavailable(exception, tenant.Value);
                return null;
            }
        }
    }
}
