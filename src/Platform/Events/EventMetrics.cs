using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Monolith.Platform.Events;

/// <summary>What waits in the queue of events at this moment.</summary>
/// <param name="Waiting">Events that are not yet published or not yet handled by everybody.</param>
/// <param name="OldestAge">How long the oldest of them has waited.</param>
/// <param name="SetAside">Events that a handler failed at to the end.</param>
internal readonly record struct EventQueueState(long Waiting, TimeSpan OldestAge, long SetAside);

/// <summary>The queue behind the bus.</summary>
internal interface IEventQueue
{
    /// <summary>How it is at this moment.</summary>
    EventQueueState State { get; }
}

/// <summary>Counts what becomes of events, and traces their handling.</summary>
internal sealed class EventMetrics
{
    private readonly Counter<long> _handled;
    private readonly Counter<long> _published;

    public EventMetrics(IMeterFactory meters, IEventQueue queue)
    {
        var meter = meters.Create("Monolith.Events");
        _handled = meter.CreateCounter<long>(
            "monolith.events.delivery.handled",
            "{delivery}",
            "Events given to a handler."
        );
        _published = meter.CreateCounter<long>(
            "monolith.events.outbox.published",
            "{event}",
            "Events handed from the outbox to the broker or the local queue."
        );
        meter.CreateObservableUpDownCounter(
            "monolith.events.outbox.waiting",
            () => queue.State.Waiting,
            "{event}",
            "Events that are not yet published or not yet handled by everybody."
        );
        meter.CreateObservableGauge(
            "monolith.events.outbox.oldest_age",
            () => queue.State.OldestAge.TotalSeconds,
            "s",
            "How long the oldest of them has waited."
        );
        meter.CreateObservableUpDownCounter(
            "monolith.events.delivery.set_aside",
            () => queue.State.SetAside,
            "{delivery}",
            "Events kept after a handler failed at them to the end."
        );
    }

    /// <summary>Spans around handlers, in the trace in which the event happened.</summary>
    public static ActivitySource Tracing { get; } = new("Monolith.Events");

    /// <summary>A handler is done with an event.</summary>
    /// <param name="topic">The event's topic.</param>
    /// <param name="error">What it failed with; null for success.</param>
    public void Handled(string topic, Exception? error)
    {
        var tags = new TagList { { "monolith.topic", topic } };
        if (error is not null)
        {
            tags.Add("error.type", error.GetType().FullName);
        }

        _handled.Add(1, tags);
    }

    /// <summary>Events have left the outbox, or could not.</summary>
    public void Published(int events, Exception? error = null)
    {
        var tags = default(TagList);
        if (error is not null)
        {
            tags.Add("error.type", error.GetType().FullName);
        }

        _published.Add(events, tags);
    }
}
