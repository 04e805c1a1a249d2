using Monolith.Alerting.Labels;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Silences;

/// <summary>Says which alerts are silenced now. Knows of a change on any replica after a second. Thread-safe.</summary>
internal sealed class ActiveSilences(SilenceStore store, TimeProvider clock) : IDisposable
{
    private readonly Recent<Dictionary<string, List<ActiveSilence>>> _byTenant = new(
        cancellationToken => ReadAsync(store, clock, cancellationToken),
        clock
    );

    /// <summary>The silences that hold back alerts of a tenant at this moment.</summary>
    public async Task<IReadOnlyList<ActiveSilence>> OfAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var byTenant = await _byTenant.GetAsync(cancellationToken);
        var now = clock.GetUtcNow();
        return byTenant.TryGetValue(tenant.Value, out var silences)
            ? [.. silences.Where(s => s.Silence.StateAt(now) == SilenceState.Active)]
            : [];
    }

    /// <inheritdoc/>
    public void Dispose() => _byTenant.Dispose();

    private static async Task<Dictionary<string, List<ActiveSilence>>> ReadAsync(
        SilenceStore store,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var silences = await store.ListAsync(cancellationToken);
        return silences
            .Where(s => s.StateAt(now) != SilenceState.Expired)
            .GroupBy(s => s.Tenant, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(s => new ActiveSilence(s)).ToList(), StringComparer.Ordinal);
    }
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
