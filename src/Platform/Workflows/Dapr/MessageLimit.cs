using Monolith.Platform.Workflows.Execution;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Dapr;

/// <summary>
/// Makes completions fit into a message. The sidecar would refuse a larger one without ending its wait for it, and the
/// instance would hang; a failure that names the reason can be seen and mended.
/// </summary>
internal static class MessageLimit
{
    private const string ErrorType = "MessageTooLarge";

    /// <summary>Fails the instance if its actions together are too large.</summary>
    public static void Apply(WorkflowResponse response, int maxBytes)
    {
        if (response.CalculateSize() is var bytes && bytes > maxBytes && response.Actions is [var first, ..])
        {
            // The first action's id is the first that the history does not have.
            var completion = new WorkflowAction
            {
                Id = first.Id,
                CompleteWorkflow = new CompleteWorkflowAction
                {
                    WorkflowStatus = OrchestrationStatus.Failed,
                    FailureDetails = Failures.Permanent(ErrorType, $"The actions of one step {Take(bytes, maxBytes)}"),
                },
            };
            response.Actions.Clear();
            response.Actions.Add(completion);
        }
    }

    /// <summary>Fails the activity if its result, or the message of its failure, is too large.</summary>
    public static void Apply(ActivityResponse response, int maxBytes)
    {
        if (response.CalculateSize() is var bytes && bytes > maxBytes)
        {
            response.Result = null;
            response.FailureDetails = Failures.Permanent(
                ErrorType,
                $"The activity's result or failure {Take(bytes, maxBytes)}"
            );
        }
    }

    private static string Take(int bytes, int maxBytes) =>
        $"would take {bytes} bytes; the sidecar takes {maxBytes}. Pass references, or raise its max-body-size.";
}
