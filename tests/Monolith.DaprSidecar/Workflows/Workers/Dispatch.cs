using Google.Protobuf;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Workflows.Workers;

/// <summary>A work item on its way to a worker and back.</summary>
internal abstract class Dispatch(WorkItem item, string instanceId, int? taskId)
{
    public WorkItem Item => item;

    public string InstanceId => instanceId;

    /// <summary>Which activity it is; null for a turn.</summary>
    public int? TaskId => taskId;

    /// <summary>Where it was sent; null while it waits for a stream.</summary>
    public WorkerStream? Stream { get; set; }

    /// <summary>Its stream has closed: nobody will answer.</summary>
    public abstract void Lose();
}

/// <inheritdoc cref="Dispatch"/>
internal sealed class Dispatch<TResponse>(WorkItem item, string instanceId, int? taskId)
    : Dispatch(item, instanceId, taskId)
    where TResponse : class, IMessage
{
    private readonly TaskCompletionSource<TResponse?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the worker said; null when the stream closed before.</summary>
    public Task<TResponse?> Answer => _answer.Task;

    public void Complete(TResponse response) => _answer.TrySetResult(response);

    public override void Lose() => _answer.TrySetResult(null);
}
