using Microsoft.Extensions.Options;

namespace Monolith.Storage.Writing;

/// <summary>
/// How long the next group of batches gathers before it is committed. A group costs the disk a flush, and a frame costs
/// ClickHouse the headers and dictionaries of all columns, however few rows it has: small batches share both. Thread-safe.
/// </summary>
/// <remarks>
/// Nobody waits for writers that are not there. A writer waits for its answer before it writes again, so batches that were
/// under way at the same time came from as many writers, and these are what the next group may expect: it gathers until it
/// has as many. A lone writer is therefore never delayed. When others have gone, one group waits for them in vain, and the
/// next one knows.
/// </remarks>
internal sealed class CoalescingWindow(IOptions<StorageOptions> options, TimeProvider clock)
{
    /// <summary>What is larger gains nothing by company: its rows are many already.</summary>
    public const long SmallBatchBytes = 64 * 1024;

    // A group of this size has spread what it costs over enough rows.
    private const long EnoughBytes = 1024 * 1024;

    private readonly TimeSpan _window = options.Value.CoalesceFor;
    private readonly Lock _lock = new();
    private int _underWay;
    private long _weight;
    private int _expected;
    private bool _isClosed;
    private TaskCompletionSource? _full;

    private bool IsFullLocked => _isClosed || _underWay >= _expected || _weight >= EnoughBytes;

    /// <summary>A batch of so many bytes has been queued.</summary>
    public void Enter(long bytes)
    {
        lock (_lock)
        {
            _underWay++;
            _weight += Weight(bytes);
            ReleaseIfFullLocked();
        }
    }

    /// <summary>A group has been written, and its committers are about to be told.</summary>
    public void Leave(IReadOnlyList<StoredBatch> group)
    {
        lock (_lock)
        {
            _expected = _underWay;
            _underWay -= group.Count;
            foreach (var batch in group)
            {
                _weight -= Weight(batch.EncodedBytes);
            }
        }
    }

    /// <summary>Returns once the group has all that it may expect, or enough, or the time is over.</summary>
    public async ValueTask WaitAsync()
    {
        TaskCompletionSource full;
        lock (_lock)
        {
            if (_window <= TimeSpan.Zero || IsFullLocked)
            {
                return;
            }

            full = _full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        using var timer = clock.CreateTimer(
            static full => ((TaskCompletionSource)full!).TrySetResult(),
            full,
            _window,
            Timeout.InfiniteTimeSpan
        );
        await full.Task;
    }

    /// <summary>Nothing more is going to come.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            ReleaseIfFullLocked();
        }
    }

    // A large batch is enough by itself.
    private static long Weight(long bytes) => bytes > SmallBatchBytes ? Math.Max(bytes, EnoughBytes) : bytes;

    private void ReleaseIfFullLocked()
    {
        if (_full is not null && IsFullLocked)
        {
            _full.TrySetResult();
            _full = null;
        }
    }
}
