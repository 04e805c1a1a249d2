using Microsoft.Extensions.Logging;

namespace Monolith.Platform.Workflows.Dapr;

internal static partial class DaprWorkflowLog
{
    [LoggerMessage(90, LogLevel.Information, "Workflow steps and activities now come from the Dapr sidecar")]
    public static partial void StreamOpened(this ILogger logger);

    [LoggerMessage(
        91,
        LogLevel.Warning,
        "No workflow steps and activities come from the Dapr sidecar, which is asked again and again: {Reason}"
    )]
    public static partial void StreamLost(this ILogger logger, string reason);

    [LoggerMessage(92, LogLevel.Debug, "No stream of work, attempt {Attempt}: {Reason}")]
    public static partial void StreamFailed(this ILogger logger, int attempt, string reason);

    [LoggerMessage(93, LogLevel.Debug, "A work item of an unknown kind was ignored")]
    public static partial void WorkItemUnknown(this ILogger logger);

    [LoggerMessage(94, LogLevel.Debug, "The sidecar refused the completion of {Work}, which is dropped: {Reason}")]
    public static partial void CompletionRefused(this ILogger logger, string work, string reason);

    [LoggerMessage(
        95,
        LogLevel.Warning,
        "The completion of {Work} could not be sent; the sidecar will ask for the work again: {Reason}"
    )]
    public static partial void CompletionLost(this ILogger logger, string work, string reason);

    [LoggerMessage(96, LogLevel.Error, "{Work} broke off; the sidecar will ask for the work again")]
    public static partial void WorkBroke(this ILogger logger, Exception exception, string work);

    [LoggerMessage(
        97,
        LogLevel.Warning,
        "{Count} steps or activities were still running at the stop and will run again"
    )]
    public static partial void ActivitiesAbandoned(this ILogger logger, int count);
}
