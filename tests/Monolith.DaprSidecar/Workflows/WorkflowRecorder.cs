using System.Collections.Concurrent;

namespace Monolith.DaprSidecar.Workflows;

/// <summary>Keeps what was asked of the workers and what they said, so that turns can be replayed.</summary>
public sealed class WorkflowRecorder
{
    private readonly ConcurrentQueue<RecordedTurn> _turns = new();
    private readonly ConcurrentQueue<RefusedTurn> _refusals = new();

    /// <summary>Every answered turn, in the order of the answers.</summary>
    public IReadOnlyCollection<RecordedTurn> Turns => _turns;

    /// <summary>Turns whose answers were not taken over.</summary>
    public IReadOnlyCollection<RefusedTurn> Refusals => _refusals;

    internal void AddTurn(RecordedTurn turn) => _turns.Enqueue(turn);

    internal void AddRefusal(RefusedTurn refusal) => _refusals.Enqueue(refusal);
}

/// <summary>One turn, as it went over the wire.</summary>
/// <param name="InstanceId">Whose turn it was.</param>
/// <param name="Request">The bytes of the WorkflowRequest.</param>
/// <param name="Response">The bytes of the WorkflowResponse.</param>
public sealed record RecordedTurn(string InstanceId, ReadOnlyMemory<byte> Request, ReadOnlyMemory<byte> Response);

/// <summary>A turn that will be sent again, because its answer could not be taken over.</summary>
public sealed record RefusedTurn(string InstanceId, string Reason);
