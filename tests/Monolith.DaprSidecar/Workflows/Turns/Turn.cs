using Google.Protobuf.WellKnownTypes;
using Monolith.DaprSidecar.Workflows.Protocol;
using Monolith.DaprSidecar.Workflows.State;
using Monolith.DaprSidecar.Workflows.Workers;

namespace Monolith.DaprSidecar.Workflows.Turns;

/// <summary>
/// One turn of one instance: asks a worker, and works out what the answer leaves behind. Nothing is committed here, so a turn
/// that fails can simply be begun again.
/// </summary>
internal sealed class Turn
{
    private const int MostGenerations = 20;
    private const double StallShare = 0.95;

    private readonly WorkflowEngineOptions _options;
    private readonly Func<WorkflowRequest, Task<WorkflowResponse?>> _ask;
    private readonly Timestamp _now;
    private readonly HistoryEvent? _terminated;
    private readonly List<Effect> _effects = [];
    private IReadOnlyList<HistoryEvent> _past;
    private List<HistoryEvent> _fresh;
    private HistoryEvent _start;
    private int _generation;
    private string? _customStatus;

    /// <param name="options">The release and the limits.</param>
    /// <param name="instance">Whose turn it is. It is read here and not touched again; the gate is held.</param>
    /// <param name="now">The time that the workflow will see.</param>
    /// <param name="isReversed">Whether the messages come in the wrong order, on purpose.</param>
    /// <param name="ask">Sends the request to a worker; null when its stream closed before it answered.</param>
    public Turn(
        WorkflowEngineOptions options,
        Instance instance,
        Timestamp now,
        bool isReversed,
        Func<WorkflowRequest, Task<WorkflowResponse?>> ask
    )
    {
        (_options, _ask, _now, Instance) = (options, ask, now, instance);
        (_past, _start, _generation) = ([.. instance.History], instance.Start, instance.Generation);
        Batch = [.. instance.Inbox];
        _terminated = Batch.Find(e => e.ExecutionTerminated is not null);
        var messages = Duplicates.Without(_past, Batch);
        _fresh = [Started(), .. isReversed ? messages.Reverse().OrderBy(e => e.ExecutionStarted is null) : messages];
    }

    public Instance Instance { get; }

    /// <summary>The messages that were waiting when the turn began.</summary>
    public List<HistoryEvent> Batch { get; }

    /// <summary>Whatever the turn sets in motion, over all its generations.</summary>
    public IReadOnlyList<Effect> Effects => _effects;

    /// <summary>Runs to the first generation that does not continue as new; null when a stream was lost on the way.</summary>
    /// <exception cref="TurnRefusedException">The answer cannot be taken over.</exception>
    /// <exception cref="TurnStalledException">The instance must be held.</exception>
    public async Task<Commit?> RunAsync()
    {
        for (var continued = 0; ; continued++)
        {
            if (continued > MostGenerations)
            {
                throw new TurnRefusedException($"more than {MostGenerations} generations in one turn");
            }

            if (await _ask(CheckedRequest()) is not { } response)
            {
                return null;
            }

            var decision = Take(response);
            if (decision.ContinueAsNew is not { } completion)
            {
                return CommitOf(decision);
            }

            BeginNextGeneration(completion);
        }
    }

    private WorkflowRequest CheckedRequest()
    {
        var request = new WorkflowRequest
        {
            InstanceId = Instance.Id,
            ExecutionId = _options.Version >= SidecarVersion.V119 ? ExecutionId : null,
            PastEvents = { _past },
            NewEvents = { _fresh },
        };
        if (request.CalculateSize() > _options.MaxBodyBytes * StallShare)
        {
            throw new TurnStalledException(
                StalledReason.PayloadSizeExceeded,
                $"history and messages exceed {StallShare:P0} of {_options.MaxBodyBytes} bytes"
            );
        }

        return request;
    }

    private string ExecutionId => _start.ExecutionStarted.WorkflowInstance.ExecutionId;

    private Decision Take(WorkflowResponse response)
    {
        _fresh[0].WorkflowStarted.Version = Versions.ToRecord(_past, response.Version);

        // A generation that says nothing keeps the status of the one before it; a turn that says nothing clears it.
        _customStatus = response.CustomStatus ?? _customStatus;
        var decision = Decision.Of(
            new TurnInput(
                _options.Version,
                Instance.Id,
                ExecutionId,
                _generation,
                _past.Select(e => e.EventId).ToHashSet(),
                _terminated is not null,
                _start.ExecutionStarted.ParentTraceContext,
                _now
            ),
            response.Actions
        );
        _effects.AddRange(decision.Effects);
        return decision;
    }

    private void BeginNextGeneration(CompleteWorkflowAction completion)
    {
        var old = _start.ExecutionStarted;
        var execution = new WorkflowInstance
        {
            InstanceId = Instance.Id,
            ExecutionId = Guid.CreateVersion7(_now.ToDateTimeOffset()).ToString(),
        };
        _start = new HistoryEvent
        {
            EventId = -1,
            Timestamp = _now,
            ExecutionStarted = new ExecutionStartedEvent
            {
                Name = old.Name,
                Input = completion.Result,
                WorkflowInstance = execution,
                ParentInstance = old.ParentInstance,
                ParentTraceContext = old.ParentTraceContext,
            },
        };
        (_past, _fresh) = ([], [Started(), _start, .. completion.CarryoverEvents]);
        _generation++;
    }

    private Commit CommitOf(Decision decision)
    {
        List<HistoryEvent> history = [.. _past, .. _fresh, .. decision.Appended];
        if (_terminated is not null && !history.Exists(e => e.ExecutionCompleted is not null))
        {
            var forced = new ExecutionCompletedEvent
            {
                WorkflowStatus = OrchestrationStatus.Terminated,
                Result = _terminated.ExecutionTerminated.Input,
            };
            history.Add(
                new HistoryEvent
                {
                    EventId = -1,
                    Timestamp = _now,
                    ExecutionCompleted = forced,
                }
            );
        }

        return new Commit(
            history,
            new HashSet<HistoryEvent>(Batch, ReferenceEqualityComparer.Instance),
            _generation,
            _customStatus,
            _now
        );
    }

    private HistoryEvent Started() =>
        new()
        {
            EventId = -1,
            Timestamp = _now,
            WorkflowStarted = new WorkflowStartedEvent(),
        };
}
