namespace Monolith.DaprSidecar.PubSub;

/// <summary>How a pump fetches.</summary>
/// <param name="Workers">Deliveries at once.</param>
/// <param name="MaxBatch">Largest batch.</param>
/// <param name="MaxAwait">How long a batch stays open after its first message.</param>
/// <param name="RedeliverAfter">From a failure to the broker's next attempt; null when a failure is final and the message lost.</param>
internal sealed record PumpSettings(int Workers, int MaxBatch, TimeSpan MaxAwait, TimeSpan? RedeliverAfter);

/// <summary>Fetches messages of one subscription and has them delivered.</summary>
internal sealed class Pump(
    string topic,
    ConsumerGroup group,
    IDelivery delivery,
    PumpSettings settings,
    Faults faults,
    SidecarOptions options
) : IAsyncDisposable
{
    private readonly CancellationTokenSource _fetching = new();
    private readonly CancellationTokenSource _delivering = new();
    private Task[] _workers = [];

    public void Start() => _workers = [.. Enumerable.Range(0, settings.Workers).Select(_ => WorkAsync())];

    /// <summary>Stops fetching at once. What is under way may finish within a bound; after it, it goes back to the topic.</summary>
    public async ValueTask DisposeAsync()
    {
        await _fetching.CancelAsync();
        var work = Task.WhenAll(_workers);
        await Task.WhenAny(work, Task.Delay(options.GracefulShutdown));
        await _delivering.CancelAsync();
        await work;
        _fetching.Dispose();
        _delivering.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                var batch = await FetchAsync();
                if (batch.Count > 0)
                {
                    await DeliverAsync(batch);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The pump stops; what was fetched is back on the topic.
        }
    }

    private async Task<List<PublishedMessage>> FetchAsync()
    {
        var batch = new List<PublishedMessage>();
        using var window = CancellationTokenSource.CreateLinkedTokenSource(_fetching.Token);
        ITimer? timer = null;
        try
        {
            while (true)
            {
                await foreach (
                    var message in faults.ShapeAsync(
                        topic,
                        await group.TakeAsync(window.Token),
                        group,
                        options.Clock,
                        _fetching.Token
                    )
                )
                {
                    batch.Add(message);
                }

                if (batch.Count >= settings.MaxBatch)
                {
                    return batch;
                }

                timer ??= options.Clock.CreateTimer(
                    _ => window.Cancel(),
                    null,
                    settings.MaxAwait,
                    Timeout.InfiniteTimeSpan
                );
            }
        }
        catch (OperationCanceledException) when (!_fetching.IsCancellationRequested)
        {
            // The window closes with what there is.
            return batch;
        }
        catch (OperationCanceledException)
        {
            PutBack(batch);
            throw;
        }
        finally
        {
            if (timer is not null)
            {
                await timer.DisposeAsync();
            }
        }
    }

    private async Task DeliverAsync(IReadOnlyList<PublishedMessage> batch)
    {
        try
        {
            var failed = await delivery.DeliverAsync(batch, _delivering.Token);
            while (failed.Count > 0 && settings.RedeliverAfter is { } pause)
            {
                await Task.Delay(pause, options.Clock, _delivering.Token);

                // An offset is committed up to the first failure: what succeeded after it comes again.
                batch = [.. batch.SkipWhile(message => !failed.Contains(message))];
                failed = await delivery.DeliverAsync(batch, _delivering.Token);
            }

            foreach (var lost in failed)
            {
                await options.Log.WriteLineAsync(
                    $"A message of topic {lost.Topic} is lost: it failed, and there is no dead-letter topic."
                );
            }
        }
        catch (OperationCanceledException)
        {
            PutBack(batch);
            throw;
        }
    }

    private void PutBack(IReadOnlyList<PublishedMessage> batch)
    {
        foreach (var message in batch.Reverse())
        {
            group.PutBack(message);
        }
    }
}
