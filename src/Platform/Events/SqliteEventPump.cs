using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Monolith.Platform.Events;

/// <summary>Moves events through the embedded queue: one loop hands them out, and one for each handler delivers, so that a slow
/// handler holds up nobody but itself.</summary>
internal sealed class SqliteEventPump(
    SqliteEventQueue queue,
    EventDispatcher dispatcher,
    EventMetrics metrics,
    Wake eventsWaiting,
    TimeProvider clock,
    ILogger<SqliteEventPump> logger
) : BackgroundService
{
    private static readonly TimeSpan IdleWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WaitAfterFailure = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var loops = dispatcher.Subscriptions.Select(s => new HandlerLoop(s)).ToList();
        var running = loops
            .Select(loop => RunAsync(token => DeliverAsync(loop, token), stoppingToken))
            .Append(RunAsync(token => HandOutAsync(loops, token), stoppingToken));
        return Task.WhenAll(running);
    }

    /// <summary>Repeats a turn until the host stops. What failed in one turn is still there in the next.</summary>
    private async Task RunAsync(Func<CancellationToken, Task> turn, CancellationToken stoppingToken)
    {
        await Task.Yield(); // the queue does not wait for the disk on the thread that starts the host
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await turn(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.QueueFailed(exception, WaitAfterFailure);
                await Task.Delay(WaitAfterFailure, clock, stoppingToken);
            }
        }
    }

    private async Task HandOutAsync(IReadOnlyList<HandlerLoop> loops, CancellationToken cancellationToken)
    {
        var events = queue.HandOut(dispatcher.Subscriptions);
        if (events == 0)
        {
            await eventsWaiting.WaitAsync(IdleWait, cancellationToken);
            return;
        }

        metrics.Published(events);
        foreach (var loop in loops)
        {
            loop.Wake.Signal();
        }
    }

    private async Task DeliverAsync(HandlerLoop loop, CancellationToken cancellationToken)
    {
        if (queue.NextDue(loop.Subscription.Handler) is not { } delivery)
        {
            var wait = queue.UntilNextDue(loop.Subscription.Handler);
            await loop.Wake.WaitAsync(wait < IdleWait ? wait.Value : IdleWait, cancellationToken);
            return;
        }

        var e = delivery.Event;
        if (await dispatcher.TryHandleAsync(loop.Subscription, e, cancellationToken))
        {
            queue.Complete(delivery);
        }
        else if (queue.Fail(delivery))
        {
            logger.SetAside(delivery.Handler, e.Topic, e.Id, delivery.Attempts + 1);
        }
    }

    /// <summary>A handler, and what wakes its loop.</summary>
    private sealed record HandlerLoop(EventSubscription Subscription)
    {
        public Wake Wake { get; } = new();
    }
}
