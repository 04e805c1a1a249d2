namespace Monolith.Platform.Dapr;

public sealed partial class DaprClient
{
    private const string ConfigurationRoute = "/v1.0/configuration";

    /// <summary>Reads settings. <c>GET /v1.0/configuration/{store}?key=…</c></summary>
    /// <param name="storeName">The component.</param>
    /// <param name="keys">Which; none for all.</param>
    /// <param name="metadata">For the component.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Those that are there.</returns>
    public async Task<IReadOnlyDictionary<string, ConfigurationItem>> GetConfigurationAsync(
        string storeName,
        IReadOnlyList<string> keys,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default
    ) =>
        await ReadAsync<Dictionary<string, ConfigurationItem>>(
            DaprRequest.Get(DaprPath.Of(ConfigurationRoute, storeName).AddQuery(Keys(keys, metadata))),
            cancellationToken
        ) ?? [];

    /// <summary>Asks for changes of settings, which then come as <c>POST /configuration/{store}/{key}</c> until the sidecar ends.
    /// Use <see cref="DaprConfigurationWatches"/>, which takes them in and asks again when the sidecar has restarted.
    /// <c>GET /v1.0/configuration/{store}/subscribe?key=…</c></summary>
    /// <returns>The subscription's id.</returns>
    internal async Task<string> SubscribeConfigurationAsync(
        string storeName,
        IReadOnlyList<string> keys,
        IReadOnlyDictionary<string, string>? metadata,
        CancellationToken cancellationToken
    )
    {
        var path = DaprPath.Of(ConfigurationRoute, storeName, "subscribe").AddQuery(Keys(keys, metadata));

        // Each request makes a subscription: a repetition would leave one behind that nobody ends.
        var request = new DaprRequest(HttpMethod.Get, path) { Repeat = DaprRepeat.IfNotSent };
        return (await ReadAsync<SubscribeAnswer>(request, cancellationToken))?.Id ?? "";
    }

    /// <summary>Ends a subscription. <c>GET /v1.0/configuration/{store}/{id}/unsubscribe</c></summary>
    internal Task UnsubscribeConfigurationAsync(string storeName, string id, CancellationToken cancellationToken) =>
        _transport.ExecuteAsync(
            new DaprRequest(HttpMethod.Get, DaprPath.Of(ConfigurationRoute, storeName, id, "unsubscribe")),
            cancellationToken
        );

    private static IEnumerable<KeyValuePair<string, string>> Keys(
        IReadOnlyList<string> keys,
        IReadOnlyDictionary<string, string>? metadata
    ) =>
        keys.Select(key => KeyValuePair.Create("key", key))
            .Concat(metadata?.Select(m => KeyValuePair.Create($"metadata.{m.Key}", m.Value)) ?? []);

    private sealed record SubscribeAnswer(string Id);
}

/// <summary>A setting of a configuration store.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Version">Names this state of it; empty when the store has no versions.</param>
/// <param name="Metadata">What the store says beside it.</param>
public sealed record ConfigurationItem(
    string Value,
    string? Version = null,
    IReadOnlyDictionary<string, string>? Metadata = null
);
