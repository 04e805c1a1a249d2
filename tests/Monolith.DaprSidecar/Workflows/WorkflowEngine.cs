using Monolith.DaprSidecar.Workflows.Management;
using Monolith.DaprSidecar.Workflows.State;
using Monolith.DaprSidecar.Workflows.Turns;
using Monolith.DaprSidecar.Workflows.Workers;

namespace Monolith.DaprSidecar.Workflows;

/// <summary>The sidecar's workflow engine, in memory. It outlives the listeners through which it is reached.</summary>
public sealed class WorkflowEngine : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly InstanceStore _instances;
    private readonly Reminders _reminders;

    /// <summary>An engine without any instance.</summary>
    public WorkflowEngine(WorkflowEngineOptions options)
    {
        Options = options;
        _instances = new InstanceStore(options);
        _reminders = new Reminders(_instances, options.Clock);
        var sender = new WorkSender(options, _instances, Queue, Faults, Recorder);
        var activities = new Activities(options, _instances, sender);
        var effects = new Effects(options, _instances, _reminders, activities);
        var turns = new TurnLoop(options, _instances, sender, effects, Faults, Recorder, _stopping.Token);
        Queue.Activated = turns.ReleaseStalled;
        Management = new WorkflowManagement(options, _instances, _reminders, Queue, effects);
    }

    /// <summary>How it behaves.</summary>
    public WorkflowEngineOptions Options { get; }

    /// <summary>What goes wrong, on purpose.</summary>
    public WorkflowFaults Faults { get; } = new();

    /// <summary>What was asked of the workers and what they said.</summary>
    public WorkflowRecorder Recorder { get; } = new();

    /// <summary>How many streams of work items are open.</summary>
    public int ConnectedWorkers => Queue.Streams;

    /// <summary>Whether no worker has anything to do, now and until the next timer or call.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_instances.Gate)
            {
                return Queue.IsEmpty && _instances.All.All(i => !i.HasTurnLoop);
            }
        }
    }

    /// <summary>When the next timer of any workflow is due; null when none is waiting.</summary>
    public DateTimeOffset? NextTimer
    {
        get
        {
            lock (_instances.Gate)
            {
                return _reminders.NextDue;
            }
        }
    }

    /// <summary>The ids of all instances.</summary>
    public IReadOnlyList<string> InstanceIds
    {
        get
        {
            lock (_instances.Gate)
            {
                return [.. _instances.All.Select(i => i.Id)];
            }
        }
    }

    internal WorkQueue Queue { get; } = new();

    internal WorkflowManagement Management { get; }

    /// <summary>Status of an instance in the words of the HTTP API; null when there is none of that id.</summary>
    public string? StatusOf(string instanceId)
    {
        lock (_instances.Gate)
        {
            return _instances.Find(instanceId) is { } instance ? StatusNames.Of(instance.Status) : null;
        }
    }

    /// <summary>Ends all streams of work items in good order, with status 0.</summary>
    public void CloseStreams() => Queue.OpenStreams().ForEach(stream => stream.Close());

    /// <summary>Resets all streams of work items, as broken connections would.</summary>
    public void AbortStreams() => Queue.OpenStreams().ForEach(stream => stream.Abort());

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_instances.Gate)
        {
            _stopping.Cancel();
            _reminders.Dispose();
        }
    }
}
