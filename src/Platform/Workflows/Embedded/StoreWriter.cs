using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Sqlite;

namespace Monolith.Platform.Workflows.Embedded;

/// <summary>
/// The one who writes. All changes that wait go into one transaction, because the price of a transaction is its fsync: while
/// the disk is busy the next group gathers, so groups grow with the load.
/// </summary>
internal sealed class StoreWriter : IAsyncDisposable
{
    private const int LargestGroup = 1000;

    private readonly Channel<Change> _queue = Channel.CreateUnbounded<Change>(new() { SingleReader = true });
    private readonly StoreTransaction _store;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollBack;
    private readonly EngineMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Task _loop;

    public StoreWriter(SqliteDatabase database, EngineMetrics metrics, ILogger logger)
    {
        var connection = database.Open();
        _begin = new(connection, "BEGIN IMMEDIATE");
        _commit = new(connection, "COMMIT");
        _rollBack = new(connection, "ROLLBACK");
        _store = new StoreTransaction(connection);
        _metrics = metrics;
        _logger = logger;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Does something to the tables. It is durable when the task ends.</summary>
    /// <returns>What the work returned, and what is to be done now.</returns>
    /// <exception cref="ChannelClosedException">The writer has been stopped. Nothing was written.</exception>
    public async Task<(T Result, TurnEffects Effects)> WriteAsync<T>(Func<StoreTransaction, T> work)
    {
        var change = new Change<T>(work);
        await _queue.Writer.WriteAsync(change);
        return await change.Done;
    }

    /// <summary>Writes what waits and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        _begin.Dispose();
        _commit.Dispose();
        _rollBack.Dispose();
        _store.Dispose();
    }

    private async Task RunAsync()
    {
        var group = new List<Change>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < LargestGroup && _queue.Reader.TryRead(out var change))
            {
                group.Add(change);
            }

            var began = Stopwatch.GetTimestamp();
            if (!TryCommit(group) && group.Count > 1)
            {
                // One of them is to blame. Alone, each stands or falls by itself.
                group.ForEach(change => TryCommit([change]));
            }

            _metrics.Committed(group.Count, Stopwatch.GetElapsedTime(began));
            group.ForEach(change => change.Tell());
        }
    }

    private bool TryCommit(List<Change> group)
    {
        var hasBegun = false;
        try
        {
            _begin.Run();
            hasBegun = true;
            foreach (var change in group)
            {
                change.Do(_store);
            }

            _commit.Run();
            return true;
        }
#pragma warning disable CA1031 // The loop outlives every error; those who wait are told of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (hasBegun)
            {
                TryRollBack();
            }

            _store.TakeEffects();
            group.ForEach(change => change.Fail(e));
            return false;
        }
    }

    private void TryRollBack()
    {
        try
        {
            _rollBack.Run();
        }
        catch (Microsoft.Data.Sqlite.SqliteException e)
        {
            // After some errors SQLite has rolled back by itself. Were it otherwise, the next BEGIN would say so.
            _logger.RollBackFailed(e);
        }
    }

    private abstract class Change
    {
        public abstract void Do(StoreTransaction store);

        public abstract void Fail(Exception error);

        public abstract void Tell();
    }

    private sealed class Change<T>(Func<StoreTransaction, T> work) : Change
    {
        private readonly TaskCompletionSource<(T, TurnEffects)> _done = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );

        private (T, TurnEffects)? _result;
        private Exception? _error;

        public Task<(T Result, TurnEffects Effects)> Done => _done.Task;

        public override void Do(StoreTransaction store)
        {
            var result = work(store);
            (_result, _error) = ((result, store.TakeEffects()), null);
        }

        public override void Fail(Exception error) => (_result, _error) = (null, error);

        public override void Tell()
        {
            if (_result is { } result)
            {
                _done.SetResult(result);
            }
            else
            {
                _done.SetException(_error!);
            }
        }
    }
}
