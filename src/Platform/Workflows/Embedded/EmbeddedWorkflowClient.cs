using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Monolith.Platform.Problems;
using Monolith.Platform.Workflows.Execution;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Embedded;

/// <summary>Workflows of the engine in this process.</summary>
internal sealed class EmbeddedWorkflowClient(
    EmbeddedEngine engine,
    WorkflowStore store,
    IOptions<WorkflowOptions> options,
    TimeProvider clock
) : IWorkflowClient
{
    /// <inheritdoc/>
    public async Task<string> ScheduleNewWorkflowAsync(
        string name,
        string? instanceId = null,
        object? input = null,
        DateTimeOffset? startTime = null,
        CancellationToken cancellationToken = default
    )
    {
        var now = Now();
        var id = instanceId ?? Turn.NewId(now);
        if (!WorkflowInstanceId.IsValid(id))
        {
            throw new ArgumentException($"'{id}' cannot be the id of a workflow instance.", nameof(instanceId));
        }

        var started = new ExecutionStartedEvent
        {
            Name = name,
            Input = Write(input),
            WorkflowInstance = new() { InstanceId = id, ExecutionId = Turn.NewId(now) },
            ParentTraceContext = Activity.Current is { Id: { } trace } span
                ? new() { TraceParent = trace, TraceState = span.TraceStateString }
                : null,
        };
        var startAt = startTime is { } time && time.UtcDateTime > now ? time.UtcDateTime : (DateTime?)null;
        var instance = new NewInstance(id, Turn.NewEvent(new() { ExecutionStarted = started }, now), startAt);
        var isAdded = await engine.ChangeAsync(s => s.TryAdd(instance)).WaitAsync(cancellationToken);
        return isAdded ? id : throw new WorkflowAlreadyExistsException(id);
    }

    /// <inheritdoc/>
    public Task<WorkflowState?> GetWorkflowStateAsync(
        string instanceId,
        bool getInputsAndOutputs = true,
        CancellationToken cancellationToken = default
    )
    {
        var state = store.Read(s => s.FindState(instanceId))?.State;
        return Task.FromResult(state is null || getInputsAndOutputs ? state : WithoutPayloads(state));
    }

    /// <inheritdoc/>
    public Task<WorkflowState> WaitForWorkflowStartAsync(
        string instanceId,
        bool getInputsAndOutputs = true,
        CancellationToken cancellationToken = default
    ) =>
        WaitAsync(
            instanceId,
            s => s.RuntimeStatus != WorkflowRuntimeStatus.Pending,
            getInputsAndOutputs,
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<WorkflowState> WaitForWorkflowCompletionAsync(
        string instanceId,
        bool getInputsAndOutputs = true,
        CancellationToken cancellationToken = default
    ) => WaitAsync(instanceId, s => s.IsWorkflowCompleted, getInputsAndOutputs, cancellationToken);

    /// <inheritdoc/>
    public Task RaiseEventAsync(
        string instanceId,
        string eventName,
        object? eventPayload = null,
        CancellationToken cancellationToken = default
    ) =>
        SendAsync(
            instanceId,
            new()
            {
                EventRaised = new() { Name = eventName, Input = Write(eventPayload) },
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task SuspendWorkflowAsync(
        string instanceId,
        string? reason = null,
        CancellationToken cancellationToken = default
    ) => SendAsync(instanceId, new() { ExecutionSuspended = new() { Input = reason } }, cancellationToken);

    /// <inheritdoc/>
    public Task ResumeWorkflowAsync(
        string instanceId,
        string? reason = null,
        CancellationToken cancellationToken = default
    ) => SendAsync(instanceId, new() { ExecutionResumed = new() { Input = reason } }, cancellationToken);

    /// <inheritdoc/>
    public Task TerminateWorkflowAsync(
        string instanceId,
        object? output = null,
        CancellationToken cancellationToken = default
    ) =>
        SendAsync(
            instanceId,
            new()
            {
                ExecutionTerminated = new() { Input = Write(output), Recurse = true },
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task PurgeWorkflowAsync(string instanceId, CancellationToken cancellationToken = default)
    {
        await DemandAsync(
            store =>
                store.Find(instanceId) switch
                {
                    null => new WorkflowNotFoundException(instanceId),
                    var (key, _) when store.Purge(key) is { } running => new WorkflowNotCompletedException(running),
                    _ => null,
                },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task<WorkflowPage> ListWorkflowsAsync(WorkflowQuery query, CancellationToken cancellationToken = default)
    {
        var before = long.MaxValue;
        if (
            query.ContinuationToken is { } token
            && !long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out before)
        )
        {
            throw new InvalidRequestException("cursor", "The cursor is none that a page before had.");
        }

        var found = store.Read(s => s.ReadPage(before, query.WorkflowName, query.RuntimeStatus, query.PageSize));
        var next = found.Count == query.PageSize ? found[^1].Key.ToString(CultureInfo.InvariantCulture) : null;
        return Task.FromResult(new WorkflowPage(found.ConvertAll(f => WithoutPayloads(f.State)), next));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<WorkflowHistoryEvent>> GetWorkflowHistoryAsync(
        string instanceId,
        CancellationToken cancellationToken = default
    )
    {
        var events = store.Read(s => s.FindState(instanceId) is { } found ? s.ReadHistory(found.Key) : null);
        return events is null
            ? throw new WorkflowNotFoundException(instanceId)
            : Task.FromResult<IReadOnlyList<WorkflowHistoryEvent>>([.. events.Select(PublicHistory.From)]);
    }

    private async Task<WorkflowState> WaitAsync(
        string instanceId,
        Func<WorkflowState, bool> isReached,
        bool getInputsAndOutputs,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var change = engine.Signals.NextChange(instanceId);
            var state =
                await GetWorkflowStateAsync(instanceId, getInputsAndOutputs, cancellationToken)
                ?? throw new WorkflowNotFoundException(instanceId);
            if (isReached(state))
            {
                return state;
            }

            await change.WaitAsync(cancellationToken);
        }
    }

    private Task SendAsync(string instanceId, HistoryEvent message, CancellationToken cancellationToken)
    {
        Turn.NewEvent(message, Now());
        return DemandAsync(store => Send(store, instanceId, message), cancellationToken);
    }

    private static WorkflowException? Send(StoreTransaction store, string instanceId, HistoryEvent message)
    {
        switch (store.Find(instanceId))
        {
            case null:
                return new WorkflowNotFoundException(instanceId);
            case (_, WorkflowRuntimeStatus.Stalled) when message.EventRaised is not null:
                return new WorkflowStalledException(instanceId);
            case var (key, _):
                store.AddMessage(key, message);
                return null;
        }
    }

    // A refusal is a result: thrown inside, it would undo the changes of others in the same transaction.
    private async Task DemandAsync(
        Func<StoreTransaction, WorkflowException?> change,
        CancellationToken cancellationToken
    )
    {
        if (await engine.ChangeAsync(change).WaitAsync(cancellationToken) is { } refusal)
        {
            throw refusal;
        }
    }

    private static WorkflowState WithoutPayloads(WorkflowState state) =>
        state with
        {
            SerializedInput = null,
            SerializedOutput = null,
            SerializedCustomStatus = null,
        };

    private string? Write(object? value) => Payload.Write(value, options.Value.MaxPayloadBytes);

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
