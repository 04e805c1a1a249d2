using System.Buffers;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Problems;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Writing;

/// <summary>
/// Makes queued batches durable: takes all that wait, joins the small ones, gives the rows their ids, writes them with one
/// fsync, and tells their committers. While the disk is busy the next group gathers, and small batches wait a moment for
/// others (<see cref="CoalescingWindow"/>), so the group grows with the load.
/// </summary>
internal sealed class CommitLoop(
    CommitQueue queue,
    SpoolHolder spool,
    TimeProvider clock,
    StorageMetrics metrics,
    ILogger<CommitLoop> logger
) : IHostedService, IDisposable
{
    // Joining copies, so it pays for small batches only: each frame costs ClickHouse its column headers and dictionaries.
    private const long SmallBatchBytes = CoalescingWindow.SmallBatchBytes;
    private const long JoinedBytes = 8 * 1024 * 1024;
    private const long GroupBytes = 64 * 1024 * 1024;

    // Touched only by the loop.
    private readonly List<StoredBatch> _group = [];
    private readonly List<SpoolFrame> _frames = [];
    private readonly List<SpoolFrame> _spareFrames = [];
    private readonly LogBlock _joinedLogs = new();
    private readonly SpanBlock _joinedSpans = new();
    private readonly QuarantineBlock _joinedQuarantined = new();
    private readonly ArrayBufferWriter<byte> _deliveries = new();
    private LogIds? _ids;
    private long _groupBytes;
    private long _joinedBytes;
    private Task _loop = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ids = new LogIds(spool.Open().NextId, clock);
        _loop = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Stop();
        return _loop.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _joinedLogs.Dispose();
        _joinedSpans.Dispose();
        _joinedQuarantined.Dispose();
    }

    private async Task RunAsync()
    {
        while (await queue.WaitForGroupAsync())
        {
            Gather();
            Commit();
        }
    }

    private void Gather()
    {
        _group.Clear();
        _groupBytes = 0;
        while (_groupBytes < GroupBytes && queue.Batches.TryRead(out var batch))
        {
            _groupBytes += batch.EncodedBytes;
            _group.Add(batch);
        }
    }

    private void Commit()
    {
        var began = Stopwatch.GetTimestamp();
        Exception? error = null;
        try
        {
            BuildFrames();
            spool.Folder.Append(_frames);
            metrics.FramesWritten(_frames);
        }
#pragma warning disable CA1031 // The loop outlives every error; those who wait are told of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            error = e;
            var reason = e is OverloadedException ? "no_room" : "internal";
            metrics.CommitRefused(reason, _group.Count);
            if (e is not OverloadedException)
            {
                logger.CommitFailed(e, _group.Count);
            }
        }

        metrics.CommitTook(Stopwatch.GetElapsedTime(began), _group.Count);
        queue.Leave(_group, _groupBytes);
        foreach (var batch in _group)
        {
            var firstId = batch.JoinedAt is { } row ? JoinedFor(batch).FirstId + (ulong)row : batch.Content.FirstId;
            batch.Complete(firstId, error);
        }
    }

    private void BuildFrames()
    {
        _spareFrames.AddRange(_frames);
        _frames.Clear();
        _joinedLogs.Block.Clear();
        _joinedSpans.Block.Clear();
        _joinedQuarantined.Block.Clear();
        _joinedBytes = 0;
        AddDeliveries();
        foreach (var batch in _group)
        {
            batch.JoinedAt = Add(batch, batch.Content, JoinedFor(batch));
            _ = Add(batch, batch.Quarantined, _joinedQuarantined);
        }

        AddFrame(_joinedLogs);
        AddFrame(_joinedSpans);
        AddFrame(_joinedQuarantined);

        // Deliveries must not be known without their records, nor records be there without them.
        for (var i = 0; i < _frames.Count; i++)
        {
            _frames[i].IsFollowed = _deliveries.WrittenCount > 0 && i < _frames.Count - 1;
        }
    }

    private StreamBlock JoinedFor(StoredBatch batch) =>
        batch.Content.Kind == StreamKind.Spans ? _joinedSpans : _joinedLogs;

    private void AddDeliveries()
    {
        _deliveries.ResetWrittenCount();
        foreach (var batch in _group)
        {
            batch.Deliveries.WriteTo(_deliveries);
        }

        if (_deliveries.WrittenCount > 0)
        {
            var frame = TakeFrame();
            (frame.Kind, frame.Rows, frame.FirstId) = (StreamKind.Deliveries, 0, _ids!.Take(0));
            frame.Payload.Clear();
            frame.Payload.Add(_deliveries.WrittenMemory);
        }
    }

    // Gives the row of the joined block at which the rows begin, or null when they are a frame of their own or there are none.
    private int? Add(StoredBatch batch, StreamBlock block, StreamBlock joined)
    {
        if (block.Rows == 0)
        {
            return null;
        }

        // A block is measured only when its batch does not tell enough: that looks at every column.
        var bytes = batch.EncodedBytes <= SmallBatchBytes ? batch.EncodedBytes : block.Block.EncodedBytes;
        if (_group.Count == 1 || bytes > SmallBatchBytes || _joinedBytes + bytes > JoinedBytes)
        {
            AddFrame(block);
            return null;
        }

        var row = joined.Rows;
        joined.Block.AppendFrom(block.Block);
        _joinedBytes += bytes;
        return row;
    }

    private void AddFrame(StreamBlock block)
    {
        if (block.Rows == 0)
        {
            return;
        }

        block.Encode(_ids!.Take(block.Rows), TakeFrame());
    }

    private SpoolFrame TakeFrame()
    {
        if (_spareFrames.Count == 0)
        {
            _spareFrames.Add(new SpoolFrame());
        }

        var frame = _spareFrames[^1];
        _spareFrames.RemoveAt(_spareFrames.Count - 1);
        _frames.Add(frame);
        return frame;
    }
}
