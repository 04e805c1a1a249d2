using Monolith.DaprSidecar.Workflows.Protocol;
using Monolith.DaprSidecar.Workflows.State;
using Monolith.DaprSidecar.Workflows.Workers;

namespace Monolith.DaprSidecar.Workflows.Turns;

/// <summary>Runs the turns of all instances: at most one at a time for each of them, as long as it has messages.</summary>
internal sealed class TurnLoop
{
    private readonly WorkflowEngineOptions _options;
    private readonly InstanceStore _instances;
    private readonly WorkSender _sender;
    private readonly Effects _effects;
    private readonly WorkflowFaults _faults;
    private readonly WorkflowRecorder _recorder;
    private readonly CancellationToken _stopping;

    public TurnLoop(
        WorkflowEngineOptions options,
        InstanceStore instances,
        WorkSender sender,
        Effects effects,
        WorkflowFaults faults,
        WorkflowRecorder recorder,
        CancellationToken stopping
    )
    {
        (_options, _instances, _sender, _effects) = (options, instances, sender, effects);
        (_faults, _recorder, _stopping) = (faults, recorder, stopping);
        instances.Woken = Wake;
    }

    /// <summary>Takes up the instances that were held: the workers are new ones.</summary>
    public void ReleaseStalled()
    {
        lock (_instances.Gate)
        {
            foreach (var instance in _instances.All.Where(i => i.IsStalled))
            {
                instance.IsStalled = false;
                Wake(instance);
            }
        }
    }

    private void Wake(Instance instance)
    {
        if (!instance.HasTurnLoop && CanBegin(instance))
        {
            instance.HasTurnLoop = true;
            _ = Task.Run(() => RunAsync(instance), _stopping);
        }
    }

    private static bool CanBegin(Instance instance) =>
        instance is { IsStalled: false, IsScheduled: false, Inbox.Count: > 0 };

    private async Task RunAsync(Instance instance)
    {
        try
        {
            while (await BeginAsync(instance) is { } turn)
            {
                await RunAsync(turn);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The engine is disposed of: no further turn.
        }
    }

    private async Task<Turn?> BeginAsync(Instance instance)
    {
        await _sender.WaitForWorkerAsync(_stopping);
        lock (_instances.Gate)
        {
            if (instance.IsCompleted)
            {
                _effects.CascadeTerminate(instance, instance.Inbox);
                instance.DropInbox();
            }

            if (!CanBegin(instance) || _instances.Find(instance.Id) != instance)
            {
                instance.HasTurnLoop = false;
                return null;
            }

            var isReversed = _faults.ReverseInboxes.TryTake();
            return new Turn(_options, instance, _instances.Now, isReversed, _sender.AskAsync);
        }
    }

    private async Task RunAsync(Turn turn)
    {
        try
        {
            if (await turn.RunAsync() is { } commit)
            {
                Finish(turn, commit);
            }
        }
        catch (TurnStalledException stalled)
        {
            lock (_instances.Gate)
            {
                turn.Instance.Stall(stalled.Reason, stalled.Message, _instances.Now);
            }
        }
        catch (Exception refused) when (refused is not OperationCanceledException)
        {
            _recorder.AddRefusal(new RefusedTurn(turn.Instance.Id, refused.Message));
            await Task.Delay(_options.TurnRetryDelay, _options.Clock, _stopping);
        }
    }

    private void Finish(Turn turn, Commit commit)
    {
        lock (_instances.Gate)
        {
            if (_instances.Find(turn.Instance.Id) != turn.Instance)
            {
                return;
            }

            // What a turn sets in motion goes out before it is committed. A crash in between repeats it.
            _effects.Check(turn);
            _effects.Start(turn, commit);
            if (!_faults.LostCommits.TryTake())
            {
                turn.Instance.Commit(commit);
                _effects.Settle(turn.Instance);
            }
        }
    }
}
