namespace Monolith.DaprSidecar.Workflows;

/// <summary>
/// Keeps what was asked of the workers and what they said, so that turns can be replayed. The oldest turns go when there are too
/// many: a sidecar may run for days. Thread-safe.
/// </summary>
public sealed class WorkflowRecorder
{
    private const long MaxBytes = 64 * 1024 * 1024;
    private const int MaxRefusals = 1000;

    private readonly Lock _gate = new();
    private readonly Queue<RecordedTurn> _turns = new();
    private readonly Queue<RefusedTurn> _refusals = new();
    private long _bytes;

    /// <summary>The answered turns, in the order of the answers.</summary>
    public IReadOnlyList<RecordedTurn> Turns
    {
        get
        {
            lock (_gate)
            {
                return [.. _turns];
            }
        }
    }

    /// <summary>Turns whose answers were not taken over.</summary>
    public IReadOnlyList<RefusedTurn> Refusals
    {
        get
        {
            lock (_gate)
            {
                return [.. _refusals];
            }
        }
    }

    internal void AddTurn(RecordedTurn turn)
    {
        lock (_gate)
        {
            _turns.Enqueue(turn);
            _bytes += turn.Bytes;
            while (_bytes > MaxBytes)
            {
                _bytes -= _turns.Dequeue().Bytes;
            }
        }
    }

    internal void AddRefusal(RefusedTurn refusal)
    {
        lock (_gate)
        {
            _refusals.Enqueue(refusal);
            if (_refusals.Count > MaxRefusals)
            {
                _refusals.Dequeue();
            }
        }
    }
}

/// <summary>One turn, as it went over the wire.</summary>
/// <param name="InstanceId">Whose turn it was.</param>
/// <param name="Request">The bytes of the WorkflowRequest.</param>
/// <param name="Response">The bytes of the WorkflowResponse.</param>
public sealed record RecordedTurn(string InstanceId, ReadOnlyMemory<byte> Request, ReadOnlyMemory<byte> Response)
{
    internal int Bytes => Request.Length + Response.Length;
}

/// <summary>A turn that will be sent again, because its answer could not be taken over.</summary>
public sealed record RefusedTurn(string InstanceId, string Reason);
