using Google.Protobuf;

namespace Monolith.DaprSidecar.Workflows.Workers;

/// <summary>
/// Work items in the order of coming, and the streams that compete for them: the one that has waited longest gets the next.
/// Thread-safe.
/// </summary>
internal sealed class WorkQueue
{
    private readonly Lock _gate = new();
    private readonly List<WorkerStream> _streams = [];
    private readonly Queue<Dispatch> _waiting = [];
    private readonly Queue<TaskCompletionSource<Dispatch>> _takers = [];
    private readonly List<Dispatch> _outstanding = [];
    private TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called when a stream opens and there was none: the sidecar takes the workflows up anew. Set once.</summary>
    public Action Activated { get; set; } = () => { };

    public int Streams
    {
        get
        {
            lock (_gate)
            {
                return _streams.Count;
            }
        }
    }

    /// <summary>Whether nothing waits for a stream or for an answer.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _outstanding.Count == 0;
            }
        }
    }

    /// <summary>Returns once a stream is open. Without one, workflows have no place to run.</summary>
    public Task WaitForStreamAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _connected.Task.WaitAsync(cancellationToken);
        }
    }

    public void Open(WorkerStream stream)
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = _streams.Count == 0;
            _streams.Add(stream);
            _connected.TrySetResult();
        }

        if (isFirst)
        {
            Activated();
        }
    }

    /// <summary>Everything that the stream was sent and has not answered is lost, and will be sent anew by those who wait for it.</summary>
    public void Close(WorkerStream stream)
    {
        List<Dispatch> lost;
        lock (_gate)
        {
            if (_streams.Remove(stream) && _streams.Count == 0)
            {
                _connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            lost = [.. _outstanding.Where(dispatch => dispatch.Stream == stream)];
            _outstanding.RemoveAll(lost.Contains);
        }

        lost.ForEach(dispatch => dispatch.Lose());
    }

    public List<WorkerStream> OpenStreams()
    {
        lock (_gate)
        {
            return [.. _streams];
        }
    }

    public void Enqueue(Dispatch dispatch)
    {
        lock (_gate)
        {
            _outstanding.Add(dispatch);
            while (_takers.TryDequeue(out var taker))
            {
                if (taker.TrySetResult(dispatch))
                {
                    return;
                }
            }

            _waiting.Enqueue(dispatch);
        }
    }

    /// <summary>The next work item for the stream, as soon as there is one.</summary>
    public async Task<Dispatch> TakeAsync(WorkerStream stream, CancellationToken cancellationToken)
    {
        var taker = new TaskCompletionSource<Dispatch>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_waiting.TryDequeue(out var first))
            {
                first.Stream = stream;
                return first;
            }

            _takers.Enqueue(taker);
        }

        await using var cancellation = cancellationToken.Register(() => taker.TrySetCanceled(cancellationToken));
        var dispatch = await taker.Task;
        dispatch.Stream = stream;
        return dispatch;
    }

    /// <summary>The dispatch that a completion is for; null when the completion is stale and must be forgotten.</summary>
    /// <exception cref="WorkflowException">Nothing of that kind is waiting for an answer.</exception>
    public Dispatch<TResponse>? Find<TResponse>(string instanceId, int? taskId, string token)
        where TResponse : class, IMessage
    {
        lock (_gate)
        {
            var candidates = _outstanding
                .OfType<Dispatch<TResponse>>()
                .Where(d => d.Stream is not null && d.InstanceId == instanceId && d.TaskId == taskId)
                .ToList();
            if (candidates.Count == 0)
            {
                throw WorkflowException.NothingPending(instanceId);
            }

            return candidates.Find(d => token.Length == 0 || d.Item.CompletionToken == token);
        }
    }

    public void Complete<TResponse>(Dispatch<TResponse> dispatch, TResponse response)
        where TResponse : class, IMessage
    {
        lock (_gate)
        {
            _outstanding.Remove(dispatch);
        }

        dispatch.Complete(response);
    }
}
