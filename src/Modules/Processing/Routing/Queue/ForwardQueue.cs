using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Buffers;
using Monolith.Platform.Files;
using Monolith.Platform.Language;
using Monolith.Platform.Problems;

namespace Monolith.Processing.Routing.Queue;

/// <summary>What a queue does with new records when it is full.</summary>
[JsonConverter(typeof(CamelCaseEnum<WhenFull>))]
internal enum WhenFull
{
    /// <summary>The oldest records make room, and are counted. Those who send logs notice nothing.</summary>
    DropOldest,

    /// <summary>Whoever sends logs gets 503 and sends them again.</summary>
    Refuse,
}

/// <summary>What waits in a queue.</summary>
/// <param name="Records">How many records.</param>
/// <param name="Bytes">How many bytes of disk.</param>
/// <param name="OldestAt">When the oldest came; null when there is none.</param>
internal sealed record QueueStatus(long Records, long Bytes, DateTimeOffset? OldestAt);

/// <summary>
/// The records that wait for one destination, on disk: segments of frames, written at the end, sent from the beginning. What was
/// appended survives the death of the process and a power cut. Any number of threads append, one reads.
/// </summary>
internal sealed class ForwardQueue : IDisposable
{
    private const long MaxSegmentBytes = 8 * 1024 * 1024;
    private const int SegmentsInQueue = 8;
    private const string PositionFile = "position";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly ForwardMetrics _metrics;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SemaphoreSlim _appended = new(0, 1);
    private readonly Lock _gate = new();

    // Under the gate.
    private readonly List<Waiting> _waiting = [];
    private readonly List<QueueSegment> _segments = []; // oldest first
    private QueuePosition _position;
    private bool _isClosed;
    private long _lost;

    // Touched only by whoever is writing.
    private readonly byte[] _header = new byte[QueueFrame.HeaderBytes];
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private readonly List<Waiting> _group = [];
    private QueueSegment? _active;
    private ulong _nextSequence;

    private ForwardQueue(string folder, TimeProvider clock, ForwardMetrics metrics, ILogger logger) =>
        (_folder, _clock, _metrics, _logger) = (folder, clock, metrics, logger);

    /// <summary>How much disk it takes at most.</summary>
    public long MaxBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>What happens beyond that.</summary>
    public WhenFull WhenFull { get; set; }

    /// <summary>How many records made room for others, or were damaged, since the start.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>What waits.</summary>
    public QueueStatus Status
    {
        get
        {
            lock (_gate)
            {
                if (_isClosed || MoveOnLocked() is not { } next)
                {
                    return new QueueStatus(0, 0, null);
                }

                return new QueueStatus(
                    _segments.Sum(s => s.Records) - _position.Records,
                    _segments.Sum(s => s.Length) - _position.Offset,
                    next.TryReadHeader(_position.Offset, next.Length, out var frame)
                        ? DateTimeOffset.FromUnixTimeMilliseconds(frame.WrittenAtUnixMs)
                        : null
                );
            }
        }
    }

    /// <summary>Opens the queue of a folder, or begins one.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static ForwardQueue Open(string folder, TimeProvider clock, ForwardMetrics metrics, ILogger logger)
    {
        Directory.CreateDirectory(folder);
        var queue = new ForwardQueue(folder, clock, metrics, logger);
        queue.Recover();
        return queue;
    }

    /// <summary>Returns once the records are durable. Those who append at once share one flush.</summary>
    /// <exception cref="OverloadedException">The disk refused, or the queue is full and refuses then.</exception>
    public async Task AppendAsync(RecordBlocks records)
    {
        var waiting = new Waiting(records);
        lock (_gate)
        {
            _waiting.Add(waiting);
        }

        await _writing.WaitAsync();
        try
        {
            if (!waiting.IsDone)
            {
                WriteAllWaiting();
            }
        }
        finally
        {
            _writing.Release();
        }

        if (waiting.Failure is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Waits until something was appended since the last call, or the time is over.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        _ = await _appended.WaitAsync(atMost, cancellationToken);

    /// <summary>The oldest records that were not sent: whole frames, at least one if there is any, and no more than a request
    /// should have.</summary>
    /// <param name="maxBytes">How much that is.</param>
    /// <returns>Null when all were sent. Dispose it otherwise, sent or not.</returns>
    public OutgoingBatch? Read(int maxBytes = OutgoingBatch.MaxBytes)
    {
        while (true)
        {
            QueueSegment? segment;
            QueuePosition from;
            long limit;
            lock (_gate)
            {
                segment = MoveOnLocked();
                from = _position;
                limit = segment?.Length ?? 0;
            }

            if (segment is null)
            {
                return null;
            }

            try
            {
                var batch = new OutgoingBatch(segment.Salt, from);
                if (batch.TryFill(segment, limit, maxBytes))
                {
                    return batch;
                }

                batch.Dispose();
                GiveUpRest(segment, from);
            }
            catch (ObjectDisposedException)
            {
                // It was dropped to make room while it was read. What comes now is younger.
            }
        }
    }

    /// <summary>Whether records are still the next to be sent: they may have made room for others meanwhile.</summary>
    public bool IsNext(OutgoingBatch batch)
    {
        lock (_gate)
        {
            return _position == batch.Start;
        }
    }

    /// <summary>Notes that records need not be sent again.</summary>
    public void Advance(OutgoingBatch batch)
    {
        lock (_gate)
        {
            // When the queue overflowed meanwhile, it is further already.
            if (_position == batch.Start && !_isClosed)
            {
                _position = batch.End;
                SavePositionLocked();
                _ = MoveOnLocked();
            }
        }
    }

    /// <summary>Ends the queue and removes its files: its destination is no more.</summary>
    public void Delete()
    {
        Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writing.Wait(); // whoever is writing uses the files
        lock (_gate)
        {
            _isClosed = true;
            foreach (var segment in _segments)
            {
                segment.Dispose();
            }
        }

        _writing.Release();
    }

    private void Recover()
    {
        _segments.AddRange(QueueSegment.OpenAll(_folder));
        _position = ReadPosition();
        _nextSequence = Math.Max(_position.Segment, _segments.Count == 0 ? 0 : _segments[^1].Sequence) + 1;
        _ = MoveOnLocked();
    }

    private void WriteAllWaiting()
    {
        lock (_gate)
        {
            _group.AddRange(_waiting);
            _waiting.Clear();
        }

        OverloadedException? failure = null;
        try
        {
            Write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is known of what was written: it is left behind, and a new segment is begun. Should it be there after a restart, it
            // is sent although nobody was promised that, and once more with the records that come again.
            _active = null;
            _logger.QueueWriteFailed(e, _folder);
            failure = Refused("disk_failed", "The disk of a destination's queue refused to write. Send it again.");
        }
        catch (OverloadedException e)
        {
            failure = e;
        }

        foreach (var waiting in _group)
        {
            (waiting.IsDone, waiting.Failure) = (true, failure);
            if (failure is null)
            {
                _metrics.Queued(waiting.Records.Count);
            }
        }

        _group.Clear();
        if (failure is null && _appended.CurrentCount == 0)
        {
            _appended.Release();
        }
    }

    private void Write()
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var (end, records) = (_active?.Length ?? 0, _active?.Records ?? 0);
        foreach (var waiting in _group)
        {
            for (var i = 0; i < waiting.Records.Blocks; i++)
            {
                var block = waiting.Records[i];
                var frame = new QueueFrame(block.Bytes.Length, block.Records, now, Crc32C.Of(block.Bytes.Span));
                if (_isClosed || !MakeRoom(frame, end - (_active?.Length ?? 0)))
                {
                    continue;
                }

                if (_active is null || end >= Math.Min(MaxSegmentBytes, MaxBytes / SegmentsInQueue))
                {
                    Publish(end, records);
                    Begin();
                    (end, records) = (0, 0);
                }

                frame.Write(_header);
                _pieces.Clear();
                _pieces.Add(_header);
                _pieces.Add(block.Bytes);
                RandomAccess.Write(_active!.File, _pieces, end);
                end += frame.Bytes;
                records += frame.Records;
            }
        }

        Publish(end, records);
    }

    // From here on the reader sees it.
    private void Publish(long length, long records)
    {
        if (_active is null || _active.Length == length)
        {
            return;
        }

        RandomAccess.FlushToDisk(_active.File);
        lock (_gate)
        {
            (_active.Length, _active.Records) = (length, records);
        }
    }

    private void Begin()
    {
        var segment = QueueSegment.Create(_folder, _nextSequence++);
        lock (_gate)
        {
            _segments.Add(segment);
        }

        _active = segment;
    }

    /// <returns>False when the frame does not fit into the queue at all.</returns>
    private bool MakeRoom(in QueueFrame frame, long unpublished)
    {
        if (frame.Bytes > MaxBytes)
        {
            Lose("queue_full", frame.Records);
            return false;
        }

        while (true)
        {
            QueueSegment oldest;
            long lost;
            lock (_gate)
            {
                if (_segments.Sum(s => s.Length) + unpublished + frame.Bytes <= MaxBytes)
                {
                    return true;
                }

                if (WhenFull == WhenFull.Refuse)
                {
                    throw Refused(
                        "forward_queue_full",
                        "The queue of a destination is full, and it is set to refuse then. Nothing of this was kept."
                    );
                }

                // The one that is being written stays: it is at most an eighth of the queue.
                oldest = _segments[0];
                if (oldest == _active)
                {
                    return true;
                }

                _segments.RemoveAt(0);
                var isBegun = _position.Segment == oldest.Sequence;
                lost = oldest.Records - (isBegun ? _position.Records : 0);
                _position = new QueuePosition(oldest.Sequence + 1, 0, 0);
                SavePositionLocked();
            }

            oldest.Delete();
            Lose("queue_full", lost);
        }
    }

    // The segment with the next frame to send; those that were sent whole are removed on the way there.
    private QueueSegment? MoveOnLocked()
    {
        while (_segments.Count > 0)
        {
            var oldest = _segments[0];
            if (_position.Segment < oldest.Sequence)
            {
                _position = new QueuePosition(oldest.Sequence, 0, 0);
            }

            if (_position.Segment == oldest.Sequence && _position.Offset < oldest.Length)
            {
                return oldest;
            }

            if (oldest == _active || (_segments.Count == 1 && oldest.Length == 0))
            {
                return null;
            }

            _segments.RemoveAt(0);
            oldest.Delete();
            _position = new QueuePosition(Math.Max(_position.Segment, oldest.Sequence + 1), 0, 0);
        }

        return null;
    }

    private void GiveUpRest(QueueSegment segment, QueuePosition from)
    {
        lock (_gate)
        {
            if (_position != from)
            {
                return;
            }

            var lost = segment.Records - from.Records;
            _position = new QueuePosition(segment.Sequence, segment.Length, segment.Records);
            Lose("damaged", lost);
            _logger.QueueDamaged(segment.Path, lost);
        }
    }

    private void Lose(string reason, long records)
    {
        Interlocked.Add(ref _lost, records);
        _metrics.Lost(reason, records);
    }

    // Should a crash lose it, the records after the last one that was saved are sent twice.
    private void SavePositionLocked() => DurableFiles.Replace(Path.Combine(_folder, PositionFile), _position.ToUtf8());

    private QueuePosition ReadPosition()
    {
        var path = Path.Combine(_folder, PositionFile);
        return File.Exists(path) && QueuePosition.TryParse(File.ReadAllText(path), out var position)
            ? position
            : default;
    }

    private static OverloadedException Refused(string reason, string detail) =>
        new(detail, RetryAfter) { Reason = reason };

    private sealed class Waiting(RecordBlocks records)
    {
        public RecordBlocks Records => records;

        public bool IsDone { get; set; }

        public OverloadedException? Failure { get; set; }
    }
}

/// <summary>A place in a queue: everything before it was sent.</summary>
/// <param name="Segment">The segment's sequence.</param>
/// <param name="Offset">The place in it.</param>
/// <param name="Records">How many records of the segment lie before.</param>
internal readonly record struct QueuePosition(ulong Segment, long Offset, long Records)
{
    public byte[] ToUtf8() =>
        System.Text.Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{Segment} {Offset} {Records}\n")
        );

    public static bool TryParse(string text, out QueuePosition position)
    {
        position = default;
        if (
            text.Trim().Split(' ') is not [var first, var second, var third]
            || !ulong.TryParse(first, CultureInfo.InvariantCulture, out var segment)
            || !long.TryParse(second, CultureInfo.InvariantCulture, out var offset)
            || !long.TryParse(third, CultureInfo.InvariantCulture, out var records)
        )
        {
            return false;
        }

        position = new QueuePosition(segment, offset, records);
        return true;
    }
}
