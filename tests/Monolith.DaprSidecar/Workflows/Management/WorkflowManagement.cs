using Monolith.DaprSidecar.Workflows.Protocol;
using Monolith.DaprSidecar.Workflows.State;
using Monolith.DaprSidecar.Workflows.Turns;
using Monolith.DaprSidecar.Workflows.Workers;

namespace Monolith.DaprSidecar.Workflows.Management;

/// <summary>
/// What clients may do with instances, over HTTP and gRPC alike. Workflows exist only while a worker is connected, so every call
/// waits for one.
/// </summary>
internal sealed class WorkflowManagement(
    WorkflowEngineOptions options,
    InstanceStore instances,
    Reminders reminders,
    WorkQueue queue,
    Effects effects
)
{
    public SidecarVersion Version => options.Version;

    /// <summary>Starts an instance and returns its id. An empty id makes a random one.</summary>
    /// <exception cref="WorkflowException">An active instance has the id, or a finished one that still has something running.</exception>
    public async Task<string> StartAsync(CreateInstanceRequest request, CancellationToken cancellationToken)
    {
        await queue.WaitForStreamAsync(cancellationToken);
        lock (instances.Gate)
        {
            var id = request.InstanceId.Length > 0 ? request.InstanceId : instances.NewUuid();
            if (instances.Find(id) is { } existing)
            {
                CheckReplaceable(existing, request.EnforceUniqueInstanceId);
                reminders.RemoveOld(existing);
            }

            var start = new ExecutionStartedEvent
            {
                Name = request.Name,
                Input = request.Input,
                ScheduledStartTimestamp = request.ScheduledStartTimestamp,
                ParentTraceContext = request.ParentTraceContext,
            };
            var instance = instances.Add(id, start);
            if (instance.IsScheduled)
            {
                reminders.SetStart(instance);
            }

            return id;
        }
    }

    /// <summary>The state of an instance; null when there is none.</summary>
    public async Task<WorkflowState?> GetAsync(string id, CancellationToken cancellationToken)
    {
        await queue.WaitForStreamAsync(cancellationToken);
        lock (instances.Gate)
        {
            return instances.Find(id) is { } instance ? InstanceView.Of(instance, options.Version) : null;
        }
    }

    /// <summary>Returns the state once the condition holds.</summary>
    /// <exception cref="WorkflowException">There is no such instance, or no longer.</exception>
    public async Task<WorkflowState> WaitAsync(
        string id,
        Func<OrchestrationStatus, bool> condition,
        CancellationToken cancellationToken
    )
    {
        await queue.WaitForStreamAsync(cancellationToken);
        while (true)
        {
            Task changed;
            lock (instances.Gate)
            {
                var instance = Existing(id);
                if (condition(instance.Status))
                {
                    return InstanceView.Of(instance, options.Version);
                }

                changed = instance.Changed;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <exception cref="WorkflowException">There is no such instance, or it is stalled.</exception>
    public Task RaiseEventAsync(string id, string name, string? input, CancellationToken cancellationToken) =>
        PostAsync(
            id,
            message => message.EventRaised = new EventRaisedEvent { Name = name, Input = input },
            instance =>
            {
                if (instance.IsStalled)
                {
                    throw new WorkflowException(WorkflowError.Stalled, $"workflow {id} is stalled");
                }
            },
            cancellationToken
        );

    /// <exception cref="WorkflowException">There is no such instance.</exception>
    public Task SuspendAsync(string id, string? reason, CancellationToken cancellationToken) =>
        PostAsync(
            id,
            message => message.ExecutionSuspended = new ExecutionSuspendedEvent { Input = reason },
            _ => { },
            cancellationToken
        );

    /// <exception cref="WorkflowException">There is no such instance.</exception>
    public Task ResumeAsync(string id, string? reason, CancellationToken cancellationToken) =>
        PostAsync(
            id,
            message => message.ExecutionResumed = new ExecutionResumedEvent { Input = reason },
            _ => { },
            cancellationToken
        );

    /// <summary>Asks for the end of an instance. It comes with the next turn.</summary>
    /// <exception cref="WorkflowException">There is no such instance.</exception>
    public Task TerminateAsync(string id, string? output, bool isRecursive, CancellationToken cancellationToken) =>
        PostAsync(
            id,
            message =>
                message.ExecutionTerminated = new ExecutionTerminatedEvent { Input = output, Recurse = isRecursive },
            reminders.Release,
            cancellationToken
        );

    /// <summary>Forgets a finished instance, with its children if wanted. Returns how many were forgotten.</summary>
    /// <exception cref="WorkflowException">There is no such instance, or one of them is still active: none was touched.</exception>
    public async Task<int> PurgeAsync(string id, bool isRecursive, bool isForced, CancellationToken cancellationToken)
    {
        await queue.WaitForStreamAsync(cancellationToken);
        lock (instances.Gate)
        {
            var doomed = new List<Instance> { Existing(id) };
            for (var i = 0; isRecursive && i < doomed.Count; i++)
            {
                doomed.AddRange(instances.ChildrenOf(doomed[i]));
            }

            if (!isForced && doomed.Find(i => !i.IsCompleted) is { } active)
            {
                throw new WorkflowException(WorkflowError.NotFinished, $"workflow {active.Id} is not finished");
            }

            doomed.ForEach(Remove);
            return doomed.Count;
        }
    }

    /// <exception cref="WorkflowException">There is no such instance.</exception>
    public async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(string id, CancellationToken cancellationToken)
    {
        await queue.WaitForStreamAsync(cancellationToken);
        lock (instances.Gate)
        {
            return [.. Existing(id).History];
        }
    }

    /// <summary>Ids in their order, after the given one.</summary>
    public IReadOnlyList<string> ListIds(string after, int count)
    {
        lock (instances.Gate)
        {
            return [.. instances.All.Select(i => i.Id).Where(id => string.CompareOrdinal(id, after) > 0).Take(count)];
        }
    }

    /// <summary>Runs a finished instance again from one of its actions, under a new id. Returns that id.</summary>
    /// <exception cref="WorkflowException">There is no such instance or action, or the instance is not finished, or the id is taken.</exception>
    public async Task<string> RerunAsync(RerunWorkflowFromEventRequest request, CancellationToken cancellationToken)
    {
        await queue.WaitForStreamAsync(cancellationToken);
        lock (instances.Gate)
        {
            var source = Existing(request.SourceInstanceID);
            var id = request.HasNewInstanceID ? request.NewInstanceID : instances.NewUuid();
            if (instances.Find(id) is not null)
            {
                throw new WorkflowException(WorkflowError.AlreadyExists, $"an instance has the id {id} already");
            }

            var rerun = new Rerun(source, request, id, instances.NewUuid(), instances.Now);
            instances.Put(rerun.Instance);
            effects.Start(rerun.Instance, rerun.Effects);
            return id;
        }
    }

    private async Task PostAsync(
        string id,
        Action<HistoryEvent> fill,
        Action<Instance> check,
        CancellationToken cancellationToken
    )
    {
        await queue.WaitForStreamAsync(cancellationToken);
        lock (instances.Gate)
        {
            var instance = Existing(id);
            check(instance);
            var message = instances.NewMessage();
            fill(message);
            instances.Post(instance, message);
        }
    }

    private Instance Existing(string id) => instances.Find(id) ?? throw WorkflowException.NoSuchInstance(id);

    private void CheckReplaceable(Instance existing, bool mustBeNew)
    {
        if (!existing.IsCompleted || mustBeNew)
        {
            throw new WorkflowException(
                WorkflowError.AlreadyExists,
                $"an instance has the id {existing.Id} already: {StatusNames.Of(existing.Status)}"
            );
        }

        if (existing.RunningActivities > 0 || instances.ChildrenOf(existing).Any(child => !child.IsCompleted))
        {
            throw new WorkflowException(
                WorkflowError.NotFinished,
                $"workflow {existing.Id} is finished, but an activity or a child of it still runs"
            );
        }
    }

    private void Remove(Instance instance)
    {
        instances.Remove(instance);
        reminders.RemoveAll(instance);
    }
}
