using Microsoft.Extensions.Options;
using Monolith.Platform.Security;

namespace Monolith.Processing.Routing.Destinations;

/// <summary>The secrets that destinations only name. They come from configuration or from files, and go nowhere but into the requests
/// to their destinations.</summary>
internal sealed class DestinationSecrets(IOptionsMonitor<RoutingOptions> options)
{
    /// <summary>Whether the tenant has a secret of this name.</summary>
    public bool Has(TenantId tenant, string name) => Find(tenant, name) is not null;

    /// <summary>A tenant's secret.</summary>
    /// <exception cref="SecretMissingException">There is none, or none any more.</exception>
    public byte[] Get(TenantId tenant, string name) => Find(tenant, name) ?? throw new SecretMissingException(name);

    private byte[]? Find(TenantId tenant, string name) =>
        NamedSecrets.Find(tenant, name, options.CurrentValue.Secrets, options.CurrentValue.SecretsPath);
}

/// <summary>Nothing can be sent to a destination as things are; what waits for it goes on waiting.</summary>
internal abstract class UnusableDestinationException(string message) : Exception(message);

/// <summary>A secret that a destination names is not there.</summary>
internal sealed class SecretMissingException(string name)
    : UnusableDestinationException($"there is no secret '{name}' any more");
