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

    [LoggerMessage(102, LogLevel.Error, "The workflow engine failed at {What}, attempt {Attempt}; it tries again")]
    public static partial void EngineWorkFailed(this ILogger logger, Exception exception, string what, int attempt);

    [LoggerMessage(103, LogLevel.Warning, "A transaction of the workflow engine could not be rolled back")]
    public static partial void RollBackFailed(this ILogger logger, Exception exception);

    [LoggerMessage(
        104,
        LogLevel.Warning,
        "Activities did not come to an end in time; they run again after the next start"
    )]
    public static partial void ActivitiesLeftBehind(this ILogger logger);
}
