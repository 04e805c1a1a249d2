using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform.Dapr;
using Monolith.Platform.Documents;

namespace Monolith.Platform.Events;

/// <summary>
/// Publishes what is in the outbox: at once what this process has committed, and after a while what is left there, because a
/// publish failed or a replica died. An event leaves the outbox after the broker has it, so it may be published twice, under
/// the same id, but never not at all.
/// </summary>
internal sealed class DaprOutboxRelay(
    DaprClient dapr,
    IDocumentStore documents,
    DaprOutbox outbox,
    EventMetrics metrics,
    IOptions<DaprOptions> daprOptions,
    IOptions<EventOptions> options,
    TimeProvider clock,
    ILogger<DaprOutboxRelay> logger
) : BackgroundService
{
    private const int MaxBatch = 50;
    private static readonly TimeSpan HealthInterval = TimeSpan.FromMilliseconds(250);
    private readonly string _pubSub = daprOptions.Value.PubSub;
    private readonly TimeSpan _interval = options.Value.RelayInterval;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Some brokers forget what was published before the first subscription. The sidecar is healthy once ours are there.
        while (!await dapr.CheckHealthAsync(stoppingToken))
        {
            await Task.Delay(HealthInterval, clock, stoppingToken);
        }

        await Task.WhenAll(PublishHandedAsync(stoppingToken), PublishLeftoversAsync(stoppingToken));
    }

    private async Task PublishHandedAsync(CancellationToken stoppingToken)
    {
        while (await outbox.Handed.WaitToReadAsync(stoppingToken))
        {
            var batch = new List<StoredEvent>();
            while (batch.Count < MaxBatch && outbox.Handed.TryRead(out var e))
            {
                batch.Add(e);
            }

            await TryAsync(() => PublishAsync(batch, stoppingToken), stoppingToken);
        }
    }

    private async Task PublishLeftoversAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, clock);
        do
        {
            await TryAsync(() => SweepAsync(stoppingToken), stoppingToken);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>What fails here stays in the outbox until the next sweep.</summary>
    private async Task TryAsync(Func<Task> turn, CancellationToken stoppingToken)
    {
        try
        {
            await turn();
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            logger.QueueFailed(exception, _interval);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var left = new List<StoredEvent>();
        string? cursor = null;
        do
        {
            var page = await documents.ListAsync<StoredEvent>(DaprOutbox.Kind, MaxBatch, cursor, cancellationToken);
            var events = page.Documents.Select(d => d.Value).ToList();

            // Younger ones are on their way already, here or in another replica.
            var old = events.Where(e => e.Time <= clock.GetUtcNow() - _interval).ToList();
            var published = await PublishAsync(old, cancellationToken);
            left.AddRange(events.Except(published));
            cursor = page.NextCursor;
        } while (cursor is not null);

        var oldest = left.Count == 0 ? TimeSpan.Zero : clock.GetUtcNow() - left.Min(e => e.Time);
        outbox.State = new EventQueueState(left.Count, oldest, SetAside: 0);
    }

    /// <returns>The events that were published and have left the outbox.</returns>
    private async Task<IReadOnlyList<StoredEvent>> PublishAsync(
        IReadOnlyList<StoredEvent> events,
        CancellationToken cancellationToken
    )
    {
        var published = new List<StoredEvent>();
        foreach (var e in events)
        {
            if (await TryPublishAsync(e, cancellationToken))
            {
                published.Add(e);
            }
        }

        var removal = new DocumentChanges();
        foreach (var e in published)
        {
            removal.Delete(DaprOutbox.Kind, e.Id);
        }

        await documents.CommitAsync(removal, cancellationToken);
        return published;
    }

    private async Task<bool> TryPublishAsync(StoredEvent e, CancellationToken cancellationToken)
    {
        using var activity = EventMetrics.Tracing.StartActivity(
            $"publish {e.Topic}",
            ActivityKind.Producer,
            e.TraceParent
        );
        try
        {
            await dapr.PublishByteEventAsync(
                _pubSub,
                e.Topic,
                CloudEvent.Write(e),
                CloudEvent.ContentType,
                metadata: null,
                cancellationToken
            );
            metrics.Published(1);
            return true;
        }
        catch (DaprException exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            metrics.Published(1, exception);
            logger.NotPublished(exception, e.Topic, e.Id);
            return false;
        }
    }
}
