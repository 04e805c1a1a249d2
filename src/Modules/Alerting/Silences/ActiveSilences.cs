using Monolith.Alerting.Labels;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Silences;

/// <summary>Says which alerts are silenced now. Knows of a change on any replica after a second. Thread-safe.</summary>
internal sealed class ActiveSilences(SilenceStore store, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1); // held while the store is read
    private Snapshot _snapshot = new([], ReadAt: DateTimeOffset.MinValue);

    /// <summary>The silences that hold back alerts of a tenant at this moment.</summary>
    public async Task<IReadOnlyList<ActiveSilence>> OfAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var snapshot = await CurrentAsync(cancellationToken);
        var now = clock.GetUtcNow();
        return snapshot.ByTenant.TryGetValue(tenant.Value, out var silences)
            ? [.. silences.Where(s => s.Silence.StateAt(now) == SilenceState.Active)]
            : [];
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<Snapshot> CurrentAsync(CancellationToken cancellationToken)
    {
        if (!IsOld(_snapshot))
        {
            return _snapshot;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            return IsOld(_snapshot) ? _snapshot = await ReadAsync(cancellationToken) : _snapshot;
        }
        finally
        {
            _turn.Release();
        }
    }

    private bool IsOld(Snapshot snapshot) => clock.GetUtcNow() - snapshot.ReadAt >= MaxAge;

    private async Task<Snapshot> ReadAsync(CancellationToken cancellationToken)
    {
        // What is committed while we read may be missed; what was before is not.
        var now = clock.GetUtcNow();
        var silences = await store.ListAsync(cancellationToken);
        var byTenant = silences
            .Where(s => s.StateAt(now) != SilenceState.Expired)
            .GroupBy(s => s.Tenant, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(s => new ActiveSilence(s)).ToList(), StringComparer.Ordinal);
        return new Snapshot(byTenant, now);
    }

    private sealed record Snapshot(Dictionary<string, List<ActiveSilence>> ByTenant, DateTimeOffset ReadAt);
}

/// <summary>A silence, ready to be asked.</summary>
internal sealed class ActiveSilence(Silence silence)
{
    private readonly MatcherSet _matchers = new(silence.Matchers);

    /// <summary>The silence.</summary>
    public Silence Silence { get; } = silence;

    /// <summary>Whether it means the alert with these labels.</summary>
    public bool Silences(LabelSet labels) => _matchers.Matches(labels);
}
