using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Monolith.Platform.Dapr;

/// <summary>Receives settings and then their changes. Called for one change at a time.</summary>
/// <param name="changed">The settings that are new or have changed; one that was removed has an empty value.</param>
/// <param name="cancellationToken">The host stops.</param>
public delegate Task ConfigurationChanged(
    IReadOnlyDictionary<string, ConfigurationItem> changed,
    CancellationToken cancellationToken
);

/// <summary>
/// Watches settings of configuration stores. The sidecar keeps subscriptions in memory: this service leaves a mark in the
/// sidecar's metadata, which is there too, and when the mark is gone it subscribes again and hands over what has changed
/// meanwhile. Thread-safe.
/// </summary>
public sealed class DaprConfigurationWatches : BackgroundService
{
    private const string MarkName = "monolith-configuration-watches";
    private readonly ConcurrentDictionary<Watch, bool> _watches = new();
    private readonly SemaphoreSlim _turn = new(1); // held while subscriptions are made
    private readonly DaprClient _dapr;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _clock;
    private readonly ILogger<DaprConfigurationWatches> _logger;
    private readonly string _mark;

    internal DaprConfigurationWatches(
        DaprClient dapr,
        IOptions<DaprOptions> options,
        TimeProvider clock,
        ILogger<DaprConfigurationWatches> logger
    )
    {
        _dapr = dapr;
        _interval = options.Value.RestartCheck;
        _clock = clock;
        _logger = logger;
        _mark = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
    }

    /// <summary>Hands over the settings as they are now, then each change, until the result is disposed.</summary>
    /// <param name="storeName">The component.</param>
    /// <param name="keys">Which settings; none for all.</param>
    /// <param name="onChange">Who is told.</param>
    /// <param name="metadata">For the component.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DaprException">The sidecar refused, or does not answer.</exception>
    public async Task<IAsyncDisposable> WatchAsync(
        string storeName,
        IReadOnlyList<string> keys,
        ConfigurationChanged onChange,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default
    )
    {
        var watch = new Watch(_dapr, storeName, keys, onChange, metadata, ended => _watches.TryRemove(ended, out _));
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await RenewAsync(cancellationToken);
            _watches.TryAdd(watch, value: true);
            await watch.SubscribeAsync(cancellationToken);
            return watch;
        }
        catch
        {
            _watches.TryRemove(watch, out _);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The sidecar reports a change. One for a subscription that is not ours any more is nobody's business.</summary>
    internal async Task ReceiveAsync(ConfigurationUpdate update, CancellationToken cancellationToken)
    {
        foreach (var watch in _watches.Keys.Where(w => w.SubscriptionId == update.Id))
        {
            await watch.ApplyAsync(update.Items, isWhole: false, cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, _clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await _turn.WaitAsync(stoppingToken);
            try
            {
                if (!_watches.IsEmpty)
                {
                    await RenewAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The sidecar may be in the middle of its restart: the next turn comes soon.
                _logger.WatchesNotRenewed(exception);
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    /// <summary>Subscribes all watches again if the sidecar has lost the mark.</summary>
    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var metadata = await _dapr.GetMetadataAsync(cancellationToken);
        if (metadata.Extended.TryGetValue(MarkName, out var mark) && mark == _mark)
        {
            return;
        }

        foreach (var watch in _watches.Keys)
        {
            await watch.SubscribeAsync(cancellationToken);
            _logger.WatchRenewed(watch.StoreName);
        }

        // Last, so that a turn that failed half-way is done again.
        await _dapr.SetMetadataAsync(MarkName, _mark, cancellationToken);
    }

    /// <summary>Settings that somebody watches.</summary>
    private sealed class Watch(
        DaprClient dapr,
        string storeName,
        IReadOnlyList<string> keys,
        ConfigurationChanged onChange,
        IReadOnlyDictionary<string, string>? metadata,
        Action<Watch> onEnd
    ) : IAsyncDisposable
    {
        private readonly SemaphoreSlim _turn = new(1);
        private readonly Dictionary<string, ConfigurationItem> _known = new(StringComparer.Ordinal);

        public string StoreName => storeName;

        public string? SubscriptionId { get; private set; }

        /// <summary>Subscribes, and then reads, so that no change falls between the two.</summary>
        public async Task SubscribeAsync(CancellationToken cancellationToken)
        {
            SubscriptionId = await dapr.SubscribeConfigurationAsync(storeName, keys, metadata, cancellationToken);
            var items = await dapr.GetConfigurationAsync(storeName, keys, metadata, cancellationToken);
            await ApplyAsync(items, isWhole: true, cancellationToken);
        }

        public async Task ApplyAsync(
            IReadOnlyDictionary<string, ConfigurationItem> items,
            bool isWhole,
            CancellationToken cancellationToken
        )
        {
            await _turn.WaitAsync(cancellationToken);
            try
            {
                var changed = items
                    .Where(i => !_known.TryGetValue(i.Key, out var known) || !IsSame(known, i.Value))
                    .Concat(isWhole ? Removed(items) : [])
                    .ToDictionary(StringComparer.Ordinal);
                if (changed.Count == 0)
                {
                    return;
                }

                await onChange(changed, cancellationToken);
                foreach (var (key, item) in changed)
                {
                    _known[key] = item;
                }
            }
            finally
            {
                _turn.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            onEnd(this);
            if (SubscriptionId is { } id)
            {
                await dapr.UnsubscribeConfigurationAsync(storeName, id, CancellationToken.None);
            }
        }

        private IEnumerable<KeyValuePair<string, ConfigurationItem>> Removed(
            IReadOnlyDictionary<string, ConfigurationItem> items
        ) =>
            _known
                .Where(k => k.Value.Value.Length > 0 && !items.ContainsKey(k.Key))
                .Select(k => KeyValuePair.Create(k.Key, new ConfigurationItem("")));

        private static bool IsSame(ConfigurationItem one, ConfigurationItem other) =>
            one.Value == other.Value && one.Version == other.Version;
    }
}

/// <summary>What the sidecar posts when settings have changed.</summary>
internal sealed record ConfigurationUpdate(string Id, IReadOnlyDictionary<string, ConfigurationItem> Items);
