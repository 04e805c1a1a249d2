using Google.Protobuf.WellKnownTypes;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Workflows.State;

/// <summary>All instances, behind one gate. Every member but the gate itself is used with the gate held.</summary>
internal sealed class InstanceStore(WorkflowEngineOptions options)
{
    private readonly SortedDictionary<string, Instance> _instances = new(StringComparer.Ordinal);
    private DateTimeOffset _lastMoment;

    public Lock Gate { get; } = new();

    /// <summary>Called for an instance that has got a message. Set once, by whoever runs the turns.</summary>
    public Action<Instance> Woken { get; set; } = _ => { };

    public IEnumerable<Instance> All => _instances.Values;

    public Timestamp Now => Timestamp.FromDateTimeOffset(options.Clock.GetUtcNow());

    public Instance? Find(string id) => _instances.GetValueOrDefault(id);

    public IEnumerable<Instance> ChildrenOf(Instance parent) =>
        _instances.Values.Where(i => i.Parent?.WorkflowInstance.InstanceId == parent.Id);

    /// <summary>Adds an instance, in place of a finished one of the same id if there is one, and wakes it.</summary>
    public Instance Add(string id, ExecutionStartedEvent start)
    {
        start.WorkflowInstance = new WorkflowInstance { InstanceId = id, ExecutionId = NewUuid() };
        var message = new HistoryEvent
        {
            EventId = -1,
            Timestamp = Now,
            ExecutionStarted = start,
        };
        var instance = new Instance(id, message, generation: (Find(id)?.Generation ?? -1) + 1)
        {
            IsScheduled = start.ScheduledStartTimestamp is not null,
        };
        Put(instance);
        Post(instance, message);
        return instance;
    }

    public void Put(Instance instance)
    {
        var replaced = Find(instance.Id);
        _instances[instance.Id] = instance;
        replaced?.SignalChange();
    }

    public void Remove(Instance instance)
    {
        _instances.Remove(instance.Id);
        instance.SignalChange();
    }

    public void Post(Instance instance, HistoryEvent message)
    {
        instance.Receive(message);
        Woken(instance);
    }

    /// <summary>A message for an inbox, of this moment. No two have the same time, as a repeated one is known by its own.</summary>
    public HistoryEvent NewMessage()
    {
        var now = options.Clock.GetUtcNow();
        _lastMoment = now > _lastMoment ? now : _lastMoment.AddTicks(1);
        return new HistoryEvent { EventId = -1, Timestamp = Timestamp.FromDateTimeOffset(_lastMoment) };
    }

    public string NewUuid() => Guid.CreateVersion7(options.Clock.GetUtcNow()).ToString();
}
