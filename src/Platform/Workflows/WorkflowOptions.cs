using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Platform.Workflows;

/// <summary>What happens to an instance whose workflow this program does not know.</summary>
public enum UnknownWorkflow
{
    /// <summary>It fails.</summary>
    Fail,

    /// <summary>It stalls until a program comes that knows it. Right for rolling deployments.</summary>
    Stall,
}

/// <summary>Section <c>Monolith:Workflows</c>.</summary>
public sealed class WorkflowOptions
{
    /// <summary>How many bytes an input, a result or an event's data may take as JSON. A larger one is refused: it would be
    /// read again at every step.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxPayloadBytes { get; init; } = 1024 * 1024;

    /// <summary>What happens to an instance whose workflow this program does not know.</summary>
    [EnumDataType(typeof(UnknownWorkflow))]
    public UnknownWorkflow UnknownWorkflow { get; init; } = UnknownWorkflow.Fail;

    /// <summary>How many instances take a step at once. The others wait.</summary>
    [Range(1, 1000)]
    public int MaxConcurrentTurns { get; init; } = 32;

    /// <summary>How many activities run at once. The others wait.</summary>
    [Range(1, 10_000)]
    public int MaxConcurrentActivities { get; init; } = 64;

    /// <summary>How long activities may take to come to an end when the program stops. Those that do not run again after
    /// the next start.</summary>
    [TimeRange("00:00:00", "00:10:00")]
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long finished instances are kept by the embedded engine. Zero keeps them until they are purged.</summary>
    [TimeRange("00:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);
}
