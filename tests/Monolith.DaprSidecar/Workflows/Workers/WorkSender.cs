using Google.Protobuf;
using Monolith.DaprSidecar.Workflows.Protocol;
using Monolith.DaprSidecar.Workflows.State;

namespace Monolith.DaprSidecar.Workflows.Workers;

/// <summary>Hands work items to the workers and waits for what they say.</summary>
internal sealed class WorkSender(
    WorkflowEngineOptions options,
    InstanceStore instances,
    WorkQueue queue,
    WorkflowFaults faults,
    WorkflowRecorder recorder
)
{
    public Task WaitForWorkerAsync(CancellationToken cancellationToken) => queue.WaitForStreamAsync(cancellationToken);

    /// <summary>Asks for a turn. Null when the stream closed before the answer.</summary>
    public async Task<WorkflowResponse?> AskAsync(WorkflowRequest request)
    {
        if (faults.UnknownHistoryEvents.TryTake())
        {
            request.NewEvents.Insert(1, UnknownMembers.HistoryEvent());
        }

        var item = new WorkItem { WorkflowRequest = request, CompletionToken = NewToken() };
        var sent = request.ToByteString();
        var response = await SendAsync(new Dispatch<WorkflowResponse>(item, request.InstanceId, taskId: null));
        if (response is not null)
        {
            recorder.AddTurn(new RecordedTurn(request.InstanceId, sent.Memory, response.ToByteArray()));
        }

        return response;
    }

    /// <summary>Asks for an activity. Null when the stream closed before the answer.</summary>
    public Task<ActivityResponse?> AskAsync(ActivityRequest request)
    {
        var item = new WorkItem { ActivityRequest = request, CompletionToken = NewToken() };
        return SendAsync(new Dispatch<ActivityResponse>(item, request.WorkflowInstance.InstanceId, request.TaskId));
    }

    private Task<TResponse?> SendAsync<TResponse>(Dispatch<TResponse> dispatch)
        where TResponse : class, IMessage
    {
        queue.Enqueue(dispatch);
        return dispatch.Answer;
    }

    private string NewToken() =>
        options.Version < SidecarVersion.V119 || faults.WithholdTokens ? "" : instances.NewUuid();
}
