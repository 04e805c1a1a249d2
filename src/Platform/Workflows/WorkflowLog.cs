using Microsoft.Extensions.Logging;

namespace Monolith.Platform.Workflows;

/// <summary>What workflows log. Ids from 100. Never an input, a result or an event's data.</summary>
internal static partial class WorkflowLog
{
    [LoggerMessage(
        100,
        LogLevel.Warning,
        "The code of workflow instance {InstanceId} went on on another thread, at {Line}. Its next step will fail"
    )]
    public static partial void CodeOnForeignThread(this ILogger logger, string instanceId, string line);

    [LoggerMessage(
        101,
        LogLevel.Warning,
        "Workflow instance {InstanceId} has a {Event} that its code has not asked for so far"
    )]
    public static partial void ResultUnclaimed(this ILogger logger, string instanceId, string @event);
}
