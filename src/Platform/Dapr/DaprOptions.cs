using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Platform.Dapr;

/// <summary>How Monolith works with its Dapr sidecar: section <c>Monolith:Dapr</c>. Where the sidecar is and which tokens
/// it shares with us comes from Dapr's own environment variables, see <see cref="DaprEnvironment"/>.</summary>
public sealed class DaprOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Monolith:Dapr";

    /// <summary>The state store component that keeps documents. It must support transactions and ETags.</summary>
    [Required]
    public string StateStore { get; init; } = "statestore";

    /// <summary>The pub/sub component that carries the events of the modules.</summary>
    [Required]
    public string PubSub { get; init; } = "pubsub";

    /// <summary>The secret store component that has the wrapping key.</summary>
    [Required]
    public string SecretStore { get; init; } = "secretstore";

    /// <summary>The name of the secret with the wrapping key: base64 of 32 bytes, the same for all replicas. Without it, personal
    /// values are covered instead of being given tokens.</summary>
    [Required]
    public string WrappingKeySecret { get; init; } = "monolith-wrapping-key";

    /// <summary>Who tells the sidecar what to deliver: the host, or <c>Subscription</c> resources. Never both for one topic.</summary>
    public SubscriptionSource Subscriptions { get; init; } = SubscriptionSource.Programmatic;

    /// <summary>The sidecar's <c>max-body-size</c>. A larger request is refused before it is sent, because the sidecar would
    /// fail in the middle of it with an error that does not name the reason.</summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public int MaxBodyBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long one request to the sidecar may take. Beyond it the request counts as failed.</summary>
    [TimeRange("00:00:00.1", "00:10:00")]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many times a request that may safely be sent again is sent again.</summary>
    [Range(0, 10)]
    public int MaxRetries { get; init; } = 3;

    /// <summary>How long to wait before the first repetition; the next ones wait longer.</summary>
    [TimeRange("00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often it is checked whether the sidecar was started anew and has forgotten what we had subscribed to.</summary>
    [TimeRange("00:00:00.05", "00:10:00")]
    public TimeSpan RestartCheck { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Who tells the sidecar which topics to deliver.</summary>
public enum SubscriptionSource
{
    /// <summary>The host, when the sidecar asks for <c>/dapr/subscribe</c>.</summary>
    Programmatic,

    /// <summary><c>Subscription</c> resources; <c>/dapr/subscribe</c> answers 404.</summary>
    Declarative,
}
