using Google.Protobuf.WellKnownTypes;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Workflows.State;

/// <summary>Timers of workflows, and starts that lie in the future. Used with the gate held.</summary>
internal sealed class Reminders(InstanceStore instances, TimeProvider clock) : IDisposable
{
    // A system timer cannot wait for longer than 49 days, so a far one looks at the clock now and then.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Dictionary<Key, ITimer> _timers = [];

    /// <summary>When the next timer is due; null when none is waiting.</summary>
    public DateTimeOffset? NextDue => _timers.Count == 0 ? null : _timers.Keys.Min(key => key.Due);

    /// <summary>A TimerFired for the instance at the given time, unless it has left that generation by then.</summary>
    public void SetTimer(Instance instance, int generation, int timerId, TimerCreatedEvent timer) =>
        Set(
            new Key(instance.Id, generation, timerId, timer.FireAt.ToDateTimeOffset()),
            () => Fire(instance, generation, timerId, timer.FireAt)
        );

    /// <summary>The first turn of the instance at its scheduled time.</summary>
    public void SetStart(Instance instance) =>
        Set(
            new Key(
                instance.Id,
                instance.Generation,
                TimerId: null,
                instance.Start.ExecutionStarted.ScheduledStartTimestamp.ToDateTimeOffset()
            ),
            () => Release(instance)
        );

    public void RemoveTimer(Instance instance, int timerId) =>
        Remove(key => key.InstanceId == instance.Id && key.TimerId == timerId);

    /// <summary>Forgets the timers of earlier generations, or of all when the instance has no further turn.</summary>
    public void RemoveOld(Instance instance) =>
        Remove(key => key.InstanceId == instance.Id && (instance.IsCompleted || key.Generation < instance.Generation));

    public void RemoveAll(Instance instance) => Remove(key => key.InstanceId == instance.Id);

    /// <summary>Lets an instance begin before its time: a message for it cannot wait.</summary>
    public void Release(Instance instance)
    {
        Remove(key => key.InstanceId == instance.Id && key.TimerId is null);
        instance.IsScheduled = false;
        instances.Woken(instance);
    }

    public void Dispose() => Remove(_ => true);

    private void Fire(Instance instance, int generation, int timerId, Timestamp fireAt)
    {
        if (instances.Find(instance.Id) == instance && instance.Generation == generation)
        {
            var fired = instances.NewMessage();
            fired.TimerFired = new TimerFiredEvent { FireAt = fireAt, TimerId = timerId };
            instances.Post(instance, fired);
        }
    }

    private void Set(Key key, Action fire)
    {
        Remove(known => known.IsSameTimer(key));
        _timers[key] = clock.CreateTimer(_ => Ring(key, fire), null, WaitFor(key), Timeout.InfiniteTimeSpan);
    }

    private void Ring(Key key, Action fire)
    {
        lock (instances.Gate)
        {
            if (!_timers.TryGetValue(key, out var timer))
            {
                return;
            }

            if (clock.GetUtcNow() < key.Due)
            {
                timer.Change(WaitFor(key), Timeout.InfiniteTimeSpan);
                return;
            }

            Remove(known => known == key);
            fire();
        }
    }

    private TimeSpan WaitFor(Key key)
    {
        var wait = key.Due - clock.GetUtcNow();
        return wait <= TimeSpan.Zero ? TimeSpan.Zero
            : wait < LongestWait ? wait
            : LongestWait;
    }

    private void Remove(Func<Key, bool> matches)
    {
        foreach (var key in _timers.Keys.Where(matches).ToList())
        {
            _timers.Remove(key, out var timer);
            timer!.Dispose();
        }
    }

    private sealed record Key(string InstanceId, int Generation, int? TimerId, DateTimeOffset Due)
    {
        public bool IsSameTimer(Key other) => this == other with { Due = Due };
    }
}
