using Google.Protobuf.WellKnownTypes;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Tests.Workflows.Support;

/// <summary>Actions that a worker answers with.</summary>
internal static class Act
{
    public static WorkflowAction Schedule(int id, string name = "Charge", string? input = null) =>
        new()
        {
            Id = id,
            ScheduleTask = new ScheduleTaskAction
            {
                Name = name,
                Input = input,
                TaskExecutionId = $"task-{id}",
            },
        };

    public static WorkflowAction Timer(int id, DateTimeOffset fireAt) =>
        new()
        {
            Id = id,
            CreateTimer = new CreateTimerAction
            {
                FireAt = Timestamp.FromDateTimeOffset(fireAt),
                CreateTimer = new TimerOriginCreateTimer(),
            },
        };

    public static WorkflowAction Child(
        int id,
        string instanceId = "",
        string name = "Shipment",
        string? input = null
    ) =>
        new()
        {
            Id = id,
            CreateChildWorkflow = new CreateChildWorkflowAction
            {
                InstanceId = instanceId,
                Name = name,
                Input = input,
            },
        };

    public static WorkflowAction Complete(int id, string? result = null) =>
        End(id, OrchestrationStatus.Completed, result);

    public static WorkflowAction Terminated(int id, string? result = null) =>
        End(id, OrchestrationStatus.Terminated, result);

    public static WorkflowAction Fail(int id, TaskFailureDetails failure)
    {
        var action = End(id, OrchestrationStatus.Failed, result: null);
        action.CompleteWorkflow.FailureDetails = failure;
        return action;
    }

    public static WorkflowAction ContinueAsNew(int id, string? input = null, params HistoryEvent[] carried)
    {
        var action = End(id, OrchestrationStatus.ContinuedAsNew, input);
        action.CompleteWorkflow.CarryoverEvents.AddRange(carried);
        return action;
    }

    private static WorkflowAction End(int id, OrchestrationStatus status, string? result) =>
        new()
        {
            Id = id,
            CompleteWorkflow = new CompleteWorkflowAction { WorkflowStatus = status, Result = result },
        };
}
