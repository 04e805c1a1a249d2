using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Processing.Routing.Queue;
using Monolith.Processing.Routing.Sending;

namespace Monolith.Processing.Routing.Destinations;

/// <summary>The destinations that are there, each with its queue and what sends from it. Thread-safe.</summary>
internal sealed class DestinationCatalog(
    DestinationStore store,
    DestinationSlots slots,
    SenderFactory senders,
    DestinationPlans plans,
    DataFolder data,
    IOptions<RoutingOptions> options,
    ForwardMetrics metrics,
    TimeProvider clock,
    ILogger<DestinationCatalog> logger
) : IWatchedDocuments, IAsyncDisposable
{
    private const string Folder = "forward";
    private const string LettersFolder = "dead-letters";

    private readonly string _folder = Path.Combine(data.Path, Folder);
    private readonly ConcurrentDictionary<DestinationKey, DestinationRunner> _runners = new();
    private readonly SemaphoreSlim _changing = new(1, 1);
    private bool _isOpened; // under the semaphore

    /// <inheritdoc/>
    public string Name => "destinations";

    /// <summary>What runs for a destination.</summary>
    /// <exception cref="NotFoundException">There is no such destination here, or not yet.</exception>
    public DestinationRunner Runner(DestinationKey key) =>
        _runners.GetValueOrDefault(key)
        ?? throw new NotFoundException("no-such-destination", $"There is no destination '{key.Id}'.");

    /// <summary>How it goes with a destination; null when it does not run here yet.</summary>
    public DestinationStatus? StatusOf(DestinationKey key) => _runners.GetValueOrDefault(key)?.Status;

    /// <inheritdoc/>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            OpenKnown();
            var destinations = await store.ListAsync(cancellationToken);
            foreach (var (key, destination) in destinations)
            {
                slots.Of(key).Configure(destination.Value);
                (_runners.GetValueOrDefault(key) ?? Open(key)).Configure(destination);
            }

            foreach (var key in _runners.Keys.Where(key => !destinations.ContainsKey(key)))
            {
                await RemoveAsync(key);
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Stops sending; all queues stay as they are.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (key, runner) in _runners)
        {
            slots.Of(key).Close();
            await runner.DisposeAsync();
            runner.Queue.Dispose();
        }

        _runners.Clear();
        _changing.Dispose();
    }

    // Before the store is asked, which may not answer yet: what pipelines forward meanwhile waits on disk.
    private void OpenKnown()
    {
        if (_isOpened)
        {
            return;
        }

        // Once and no more: what is there later belongs to destinations that run, and one queue has one reader.
        _isOpened = true;
        if (!Directory.Exists(_folder))
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(_folder))
        {
            if (Path.GetFileName(folder).Split('@') is [var tenant, var id] && TenantId.IsName(tenant))
            {
                _ = Open(new DestinationKey(new TenantId(tenant), id));
            }
        }
    }

    private DestinationRunner Open(DestinationKey key)
    {
        var folder = Path.Combine(data.Sub(Folder), key.ToString());
        var queue = ForwardQueue.Open(folder, clock, metrics, logger);
        var letters = new DeadLetters(
            Path.Combine(folder, LettersFolder),
            options.Value.DeadLettersMaxBytes,
            metrics,
            logger
        );
        var runner = new DestinationRunner(key, queue, letters, senders, plans, options.Value, metrics, clock, logger);
        _runners[key] = runner;
        slots.Of(key).Open(queue);
        return runner;
    }

    private async Task RemoveAsync(DestinationKey key)
    {
        slots.Of(key).Close();
        if (_runners.TryRemove(key, out var runner))
        {
            await runner.DisposeAsync();
            runner.Queue.Delete();
        }
    }
}
