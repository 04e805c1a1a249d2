namespace Monolith.Platform.Dapr;

public sealed partial class DaprClient
{
    /// <summary>Reads a secret. <c>GET /v1.0/secrets/{store}/{key}</c></summary>
    /// <returns>Its values by name; most stores have one, named like the secret.</returns>
    /// <exception cref="DaprException">Most stores fail at a secret that is not there. A store that is not there is a 401.</exception>
    public async Task<IReadOnlyDictionary<string, string>> GetSecretAsync(
        string storeName,
        string key,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default
    ) =>
        await ReadAsync<Dictionary<string, string>>(
            DaprRequest.Get(DaprPath.Of("/v1.0/secrets", storeName, key).AddMetadata(metadata)),
            cancellationToken
        ) ?? [];

    /// <summary>Reads every secret that this app may see. <c>GET /v1.0/secrets/{store}/bulk</c></summary>
    /// <returns>For each secret, its values by name.</returns>
    public async Task<IReadOnlyDictionary<string, Dictionary<string, string>>> GetBulkSecretAsync(
        string storeName,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default
    ) =>
        await ReadAsync<Dictionary<string, Dictionary<string, string>>>(
            DaprRequest.Get(DaprPath.Of("/v1.0/secrets", storeName, "bulk").AddMetadata(metadata)),
            cancellationToken
        ) ?? [];
}
