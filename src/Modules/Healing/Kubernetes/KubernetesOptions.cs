using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Healing.Kubernetes;

/// <summary>How healing reaches the Kubernetes API: section <c>Modules:Healing:Kubernetes</c>. Without a kubeconfig file it
/// is the cluster that Monolith runs in; a file is used only when it is named here, so that nobody heals by accident what
/// happens to be in their home folder.</summary>
internal sealed class KubernetesOptions
{
    public const string Section = "Modules:Healing:Kubernetes";

    /// <summary>A kubeconfig file, for use outside a cluster.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>The context in it; when none, its <c>current-context</c>.</summary>
    public string? Context { get; init; }

    /// <summary>The folder that holds <c>token</c> and <c>ca.crt</c> of the service account.</summary>
    [Required]
    public string ServiceAccountPath { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>How long one request may take. Beyond it nobody knows whether it was carried out.</summary>
    [TimeRange("00:00:00.1", "00:05:00")]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the API server keeps a watch open before it is asked again.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a look at a rollout waits for news. With zero it says what is there and returns.</summary>
    [TimeRange("00:00:00", "00:00:30")]
    public TimeSpan ObserveWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many times a request that may safely be sent again is sent again.</summary>
    [Range(0, 10)]
    public int MaxRetries { get; init; } = 3;

    /// <summary>How long to wait before the first repetition; the next ones wait longer.</summary>
    [TimeRange("00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);
}
