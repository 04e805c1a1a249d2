using Monolith.DaprSidecar.Workflows.Protocol;
using Monolith.DaprSidecar.Workflows.State;
using Monolith.DaprSidecar.Workflows.Workers;

namespace Monolith.DaprSidecar.Workflows.Turns;

/// <summary>Runs activities at the workers, each at least once: one whose stream breaks is sent again.</summary>
internal sealed class Activities(WorkflowEngineOptions options, InstanceStore instances, WorkSender sender)
{
    /// <summary>Sends the activity off. Its result becomes a message for the instance. The gate is held.</summary>
    public void Start(Instance instance, RunActivity activity)
    {
        instance.RunningActivities++;
        var task = activity.Task;
        var request = new ActivityRequest
        {
            Name = task.Name,
            Version = task.Version,
            Input = task.Input,
            TaskId = activity.TaskId,
            TaskExecutionId = task.TaskExecutionId,
            ParentTraceContext = task.ParentTraceContext,
            WorkflowInstance = new WorkflowInstance
            {
                InstanceId = instance.Id,
                ExecutionId = options.Version >= SidecarVersion.V119 ? activity.ExecutionId : null,
            },
        };
        _ = RunAsync(instance, request);
    }

    private async Task RunAsync(Instance instance, ActivityRequest request)
    {
        ActivityResponse? response;
        do
        {
            response = await sender.AskAsync(request);
        } while (response is null);

        lock (instances.Gate)
        {
            instance.RunningActivities--;
            if (instances.Find(instance.Id) == instance)
            {
                instances.Post(instance, ResultOf(request, response));
            }
        }
    }

    private HistoryEvent ResultOf(ActivityRequest request, ActivityResponse response)
    {
        var message = instances.NewMessage();
        if (response.FailureDetails is { } failure)
        {
            message.TaskFailed = new TaskFailedEvent
            {
                TaskScheduledId = request.TaskId,
                FailureDetails = failure,
                TaskExecutionId = request.TaskExecutionId,
            };
        }
        else
        {
            message.TaskCompleted = new TaskCompletedEvent
            {
                TaskScheduledId = request.TaskId,
                Result = response.Result,
                TaskExecutionId = request.TaskExecutionId,
            };
        }

        return message;
    }
}
