using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Workflows.State;

/// <summary>How an instance looks from outside.</summary>
internal static class InstanceView
{
    public static WorkflowState Of(Instance instance, SidecarVersion version)
    {
        var start = instance.Start.ExecutionStarted;
        var completion = instance.Completion;
        return new WorkflowState
        {
            InstanceId = instance.Id,
            Name = start.Name,
            WorkflowStatus = instance.Status,
            ScheduledStartTimestamp = start.ScheduledStartTimestamp,
            CreatedTimestamp = instance.CreatedAt,
            LastUpdatedTimestamp = instance.LastUpdatedAt,
            Input = start.Input,
            Output = OutputOf(completion?.ExecutionCompleted, version),
            CustomStatus = instance.CustomStatus,
            FailureDetails = completion?.ExecutionCompleted.FailureDetails,
            ExecutionId = instance.ExecutionId,
            CompletedTimestamp = completion?.Timestamp,
            ParentInstanceId = start.ParentInstance?.WorkflowInstance.InstanceId,
            ParentAppId = start.ParentInstance?.AppID,
            StartedAt = instance.History is [var first, ..] ? first.Timestamp : null,
        };
    }

    private static string? OutputOf(ExecutionCompletedEvent? completion, SidecarVersion version)
    {
        if (completion?.WorkflowStatus is not OrchestrationStatus.Failed)
        {
            return completion?.Result;
        }

        return version < SidecarVersion.V119 ? completion.FailureDetails?.ErrorMessage : null;
    }
}
