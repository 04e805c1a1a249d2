using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;
using Monolith.Platform.Problems;

namespace Monolith.Access.OpenId;

/// <summary>The providers of identities of this installation. None waits for another.</summary>
internal sealed class OpenIdProviders(IOptions<AccessOptions> options, TimeProvider clock) : IDisposable
{
    private readonly FrozenDictionary<string, OpenIdProvider> _providers = options
        .Value.OpenId.Select(p => new OpenIdProvider(p.Key, p.Value, clock))
        .ToFrozenDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>All of them, by name.</summary>
    public IEnumerable<OpenIdProvider> All => _providers.Values.OrderBy(p => p.Name, StringComparer.Ordinal);

    /// <summary>Whether programs can come in by one of them.</summary>
    public bool HaveAudience { get; } = options.Value.OpenId.Values.Any(p => p.Audience is not null);

    /// <exception cref="NotFoundException">There is none of this name.</exception>
    public OpenIdProvider Get(string name) =>
        _providers.GetValueOrDefault(name)
        ?? throw new NotFoundException("no-such-provider", "There is no provider of identities of this name.");

    /// <summary>The provider of an issuer; null when there is none.</summary>
    public OpenIdProvider? Of(string? issuer) =>
        _providers.Values.FirstOrDefault(p => p.Issuer == issuer?.TrimEnd('/'));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var provider in _providers.Values)
        {
            provider.Dispose();
        }
    }
}
