using Monolith.DaprSidecar.Workflows;

namespace Monolith.DaprSidecar;

/// <summary>How a sidecar is set up. The defaults are daprd's, except for the ports, which are free ones.</summary>
public sealed record SidecarOptions
{
    /// <summary>Identity of the app, and name of its consumer group.</summary>
    public string AppId { get; init; } = "monolith";

    /// <summary>Where the app listens. Without a port nothing is ever delivered.</summary>
    public int? AppPort { get; init; }

    /// <summary>The address at which the app listens.</summary>
    public string AppChannelAddress { get; init; } = "127.0.0.1";

    /// <summary>How many requests to the app may run at once, deliveries and invocations together; -1 is without limit.</summary>
    public int AppMaxConcurrency { get; init; } = -1;

    /// <summary>Port of the HTTP/1.1 API; 0 takes a free one.</summary>
    public int HttpPort { get; init; }

    /// <summary>Port of the gRPC API, HTTP/2 without TLS; 0 takes a free one.</summary>
    public int GrpcPort { get; init; }

    /// <summary>What callers of the sidecar must show; null when anyone may call.</summary>
    public string? ApiToken { get; init; }

    /// <summary>What the sidecar shows to the app; null when it shows nothing.</summary>
    public string? AppApiToken { get; init; }

    /// <summary>Largest request body and gRPC message. A larger one fails with the error of the API that was called.</summary>
    public int MaxBodyBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Whether the app is probed, and deliveries stop while it is unhealthy.</summary>
    public bool AppHealthCheck { get; init; }

    /// <summary>The route of the probe. Any 2xx is healthy.</summary>
    public string AppHealthPath { get; init; } = "/healthz";

    /// <summary>From one probe to the next.</summary>
    public TimeSpan AppHealthInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the app may take to answer a probe.</summary>
    public TimeSpan AppHealthTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many probes must fail in a row before the app counts as unhealthy.</summary>
    public int AppHealthThreshold { get; init; } = 3;

    /// <summary>From one attempt to reach the app's port to the next, while it is closed.</summary>
    public TimeSpan AppDialPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>What lies outside the sidecar. Sidecars that share one reach each other, as on one network. Null makes a new one.</summary>
    public Broker? Broker { get; init; }

    /// <summary>
    /// Folders with components, subscriptions and resiliency policies as YAML. Without any there are the in-memory components
    /// pubsub, statestore (which keeps actors too), secretstore, configstore and lockstore.
    /// </summary>
    public IReadOnlyList<string> ResourcesPaths { get; init; } = [];

    /// <summary>Short for one folder in <see cref="ResourcesPaths"/>.</summary>
    public string? ResourcesPath
    {
        get => ResourcesPaths is [var first, ..] ? first : null;
        init => ResourcesPaths = value is null ? [] : [value];
    }

    /// <summary>More resources, as YAML text. A component replaces one of the same name.</summary>
    public string? Resources { get; init; }

    /// <summary>File of the Configuration resource.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>What stores of secrets hold that have no source on this machine: by name of the secret, its names and values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Secrets { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);

    /// <summary>The release that is played.</summary>
    public SidecarVersion Version { get; init; } = SidecarVersion.V119;

    /// <summary>How the workflow engine behaves. App, release, body limit and clock are taken from here.</summary>
    public WorkflowEngineOptions Workflows { get; init; } = new();

    /// <summary>How long a stop waits for running deliveries.</summary>
    public TimeSpan GracefulShutdown { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where time comes from.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where the sidecar says what it does. Silent by default.</summary>
    public TextWriter Log { get; init; } = TextWriter.Null;
}
