using System.Collections.Concurrent;
using Monolith.Platform.Security;
using Monolith.Processing.Routing.Destinations;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Routing;

/// <summary>
/// The place of a destination, there or not: a pipeline that names it holds the place, so that a destination may come, change and go
/// without the pipeline being made anew. Thread-safe.
/// </summary>
internal sealed class DestinationSlot(DestinationKey key, DestinationPlans plans, ForwardMetrics metrics)
{
    private volatile ForwardQueue? _queue;
    private volatile Destination? _destination;
    private volatile Answer? _answer;

    /// <summary>Which destination.</summary>
    public DestinationKey Key => key;

    /// <summary>Whether it is there.</summary>
    public bool IsOpen => _queue is not null;

    /// <summary>Where it is, when the tenant's plan lets no records go there; null when it does, or nobody knows yet.</summary>
    public string? Forbidden
    {
        get
        {
            var (destination, plan) = (_destination, plans.Of(key.Tenant));
            if (destination is null)
            {
                return null;
            }

            // Asked for each record, and the same until somebody changes the one or the other.
            var answer = _answer;
            if (
                answer is null
                || !ReferenceEquals(answer.Destination, destination)
                || !ReferenceEquals(answer.Plan, plan)
            )
            {
                answer = new Answer(destination, plan, plans.Forbidden(key.Tenant, destination));
                _answer = answer;
            }

            return answer.Forbidden;
        }
    }

    /// <summary>Why it takes no records; null when it does.</summary>
    public string? Closed =>
        !IsOpen ? "not_there"
        : Forbidden is not null ? "not_in_plan"
        : null;

    /// <summary>A record was to go to it, and it does not get it.</summary>
    public void Missed(string reason) => metrics.Missed(reason);

    /// <summary>Makes records durable in its queue. Those for a destination that was removed meanwhile are left out.</summary>
    public Task AppendAsync(RecordBlocks records)
    {
        if (_queue is { } queue)
        {
            return queue.AppendAsync(records);
        }

        metrics.Lost("removed", records.Count);
        return Task.CompletedTask;
    }

    /// <summary>Gives it a queue.</summary>
    public void Open(ForwardQueue queue) => _queue = queue;

    /// <summary>Says what it is from now on.</summary>
    public void Configure(Destination destination) => _destination = destination;

    /// <summary>Takes the queue away.</summary>
    public void Close() => _queue = null;

    private sealed record Answer(Destination Destination, TenantPlan Plan, string? Forbidden);
}

/// <summary>The places of all destinations. Thread-safe.</summary>
internal sealed class DestinationSlots(DestinationPlans plans, ForwardMetrics metrics)
{
    private readonly ConcurrentDictionary<DestinationKey, DestinationSlot> _slots = new();

    /// <summary>The place of a destination, whether it is there or not.</summary>
    public DestinationSlot Of(DestinationKey key) =>
        _slots.GetOrAdd(
            key,
            static (k, services) => new DestinationSlot(k, services.plans, services.metrics),
            (plans, metrics)
        );
}
