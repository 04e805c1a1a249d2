using Monolith.Platform.Settings;

namespace Monolith.Platform.Workflows.Dapr;

/// <summary>How workflows run through the Dapr sidecar: section <c>Monolith:Workflows:Dapr</c>. How much runs at once says
/// <see cref="WorkflowOptions"/>.</summary>
public sealed class DaprWorkflowOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Monolith:Workflows:Dapr";

    /// <summary>How often the worker asks whether the sidecar is still there. A stream whose sidecar does not answer is
    /// closed and opened anew.</summary>
    [TimeRange("00:00:01", "00:10:00")]
    public TimeSpan HelloInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause after the first stream that failed; each further failure doubles it. The pause itself is
    /// random, so that the workers of many hosts do not come back together.</summary>
    [TimeRange("00:00:00.01", "00:01:00")]
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Where the doubling ends.</summary>
    [TimeRange("00:00:00.01", "00:10:00")]
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one request about workflows may take. While no worker is connected anywhere, the sidecar lets
    /// callers wait, so this bounds how long they do.</summary>
    [TimeRange("00:00:00.1", "00:10:00")]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
