using Google.Protobuf;

namespace Monolith.DaprSidecar.Workflows.Workers;

/// <summary>Takes the answers of workers, and lets them go wrong where a test has asked for it.</summary>
internal sealed class Completions(WorkQueue queue, WorkflowFaults faults)
{
    /// <summary>Hands the answer to whoever waits for it. A stale one is forgotten.</summary>
    /// <exception cref="WorkflowException">Nobody waits for such an answer.</exception>
    public void Complete<TResponse>(string instanceId, int? taskId, string token, TResponse response)
        where TResponse : class, IMessage
    {
        if (queue.Find<TResponse>(instanceId, taskId, token) is not { Stream: { } stream } dispatch)
        {
            return;
        }

        if (faults.CutsBeforeCompletion.TryTake())
        {
            queue.Close(stream);
            stream.Abort();
            throw WorkflowException.NothingPending(instanceId);
        }

        queue.Complete(dispatch, response);
        if (faults.CutsAfterCompletion.TryTake())
        {
            stream.Abort();
        }
    }
}
