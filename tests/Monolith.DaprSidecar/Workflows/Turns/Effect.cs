using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Workflows.Turns;

/// <summary>What a turn sets in motion outside its own instance.</summary>
internal abstract record Effect;

internal sealed record RunActivity(int TaskId, TaskScheduledEvent Task, string ExecutionId) : Effect;

internal sealed record SetTimer(int Generation, int TimerId, TimerCreatedEvent Timer) : Effect;

internal sealed record StartChild(int TaskId, ChildWorkflowInstanceCreatedEvent Child, string ExecutionId) : Effect;

internal sealed record StartDetached(CreateDetachedWorkflowAction Action) : Effect;
