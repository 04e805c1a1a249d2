using Microsoft.Extensions.Options;
using Monolith.Platform.Dapr;

namespace Monolith.Platform.Security;

/// <summary>The wrapping key in a Dapr secret store, where an operator has put it: replicas cannot agree on one that they would make.</summary>
internal sealed class DaprSecretKeys(DaprClient dapr, IOptions<DaprOptions> options) : ISecretKeys
{
    private SecretKey? _key;

    public async Task<SecretKey> GetWrappingKeyAsync(CancellationToken cancellationToken) =>
        _key ??= await ReadAsync(options.Value.SecretStore, options.Value.WrappingKeySecret, cancellationToken);

    private async Task<SecretKey> ReadAsync(string store, string name, CancellationToken cancellationToken)
    {
        var where = $"the secret {name} of the secret store {store}";
        IReadOnlyDictionary<string, string> secret;
        try
        {
            secret = await dapr.GetSecretAsync(store, name, cancellationToken: cancellationToken);
        }
        catch (DaprException exception)
        {
            throw new SecretKeyUnavailableException($"The sidecar does not give {where}: {exception.Message}");
        }

        // A store of single values names the value like the secret; in one of Kubernetes it is the only one.
        return secret.Count == 1
            ? SecretKeyText.Read(secret.Values.Single(), where)
            : throw new SecretKeyUnavailableException($"There must be one value in {where}, not {secret.Count}.");
    }
}
