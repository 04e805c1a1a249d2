namespace Monolith.Platform.Dapr;

public sealed partial class DaprClient
{
    private static readonly TimeSpan HealthBound = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HealthInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether the sidecar and its way to this app are ready. <c>GET /v1.0/healthz</c></summary>
    /// <remarks>Never wait for it during start-up: it waits for this app to listen.</remarks>
    public Task<bool> CheckHealthAsync(CancellationToken cancellationToken = default) =>
        IsHealthyAsync("/v1.0/healthz", cancellationToken);

    /// <summary>Whether the sidecar takes requests. <c>GET /v1.0/healthz/outbound</c></summary>
    public Task<bool> CheckOutboundHealthAsync(CancellationToken cancellationToken = default) =>
        IsHealthyAsync("/v1.0/healthz/outbound", cancellationToken);

    /// <summary>Returns once the sidecar takes requests. <c>GET /v1.0/healthz/outbound</c>, four times a second.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WaitForSidecarAsync(CancellationToken cancellationToken = default)
    {
        while (!await CheckOutboundHealthAsync(cancellationToken))
        {
            await Task.Delay(HealthInterval, _clock, cancellationToken);
        }
    }

    /// <summary>What the sidecar says about itself. <c>GET /v1.0/metadata</c></summary>
    public async Task<DaprMetadata> GetMetadataAsync(CancellationToken cancellationToken = default) =>
        await ReadAsync<DaprMetadata>(DaprRequest.Get("/v1.0/metadata"), cancellationToken) ?? new DaprMetadata();

    /// <summary>Adds an entry to <see cref="DaprMetadata.Extended"/>. The sidecar keeps it until it ends.
    /// <c>PUT /v1.0/metadata/{key}</c></summary>
    public Task SetMetadataAsync(string key, string value, CancellationToken cancellationToken = default) =>
        _transport.ExecuteAsync(
            new DaprRequest(HttpMethod.Put, DaprPath.Of("/v1.0/metadata", key))
            {
                Body = System.Text.Encoding.UTF8.GetBytes(value),
                ContentType = "text/plain",
                Repeat = DaprRepeat.Always,
            },
            cancellationToken
        );

    /// <summary>Asks the sidecar to end in order. <c>POST /v1.0/shutdown</c></summary>
    public Task ShutdownSidecarAsync(CancellationToken cancellationToken = default) =>
        _transport.ExecuteAsync(new DaprRequest(HttpMethod.Post, "/v1.0/shutdown"), cancellationToken);

    private async Task<bool> IsHealthyAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _transport.TrySendAsync(
                new DaprRequest(HttpMethod.Get, path) { Repeat = DaprRepeat.Never, Timeout = HealthBound },
                cancellationToken
            );
            return response.IsSuccessStatusCode;
        }
        catch (DaprException)
        {
            // No answer is an answer: not healthy.
            return false;
        }
    }
}

/// <summary>What the sidecar says about itself. Members that it leaves out are empty.</summary>
public sealed record DaprMetadata
{
    /// <summary>The app's id.</summary>
    public string Id { get; init; } = "";

    /// <summary>The sidecar's version, such as <c>1.18.3</c>.</summary>
    public string RuntimeVersion { get; init; } = "";

    /// <summary>The components that it has loaded.</summary>
    public IReadOnlyList<DaprComponent> Components { get; init; } = [];

    /// <summary>The topics that it delivers to this app.</summary>
    public IReadOnlyList<DaprSubscription> Subscriptions { get; init; } = [];

    /// <summary>What was added by <see cref="DaprClient.SetMetadataAsync"/>, and more.</summary>
    public IReadOnlyDictionary<string, string> Extended { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Its workflow engine.</summary>
    public DaprWorkflows? Workflows { get; init; }
}

/// <summary>A component of the sidecar.</summary>
public sealed record DaprComponent(string Name, string Type, string? Version, IReadOnlyList<string>? Capabilities);

/// <summary>A topic that the sidecar delivers.</summary>
/// <param name="PubSubName">The component.</param>
/// <param name="Topic">The topic.</param>
/// <param name="DeadLetterTopic">Where messages go that could not be handled.</param>
/// <param name="Type"><c>PROGRAMMATIC</c>, <c>DECLARATIVE</c> or <c>STREAMING</c>.</param>
public sealed record DaprSubscription(string PubSubName, string Topic, string? DeadLetterTopic, string? Type);

/// <summary>The sidecar's workflow engine.</summary>
/// <param name="ConnectedWorkers">How many workers wait for work.</param>
public sealed record DaprWorkflows(int ConnectedWorkers);
