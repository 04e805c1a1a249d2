using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Problems;
using Monolith.Storage.Contracts;

namespace Monolith.Storage.Spool;

/// <summary>
/// The spool on disk: segments of frames, written at the end and freed at the beginning. One thread at a time appends,
/// one at a time reads and releases; both may be at work at once.
/// </summary>
internal sealed class SpoolFolder : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly SpoolLimits _limits;
    private readonly ISpoolDisk _disk;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly FileStream _lock;
    private readonly SpareSegments _spares;
    private readonly SemaphoreSlim _appended = new(0, 1);
    private readonly Lock _gate = new();

    // Under the gate, because both sides change it. Oldest first.
    private readonly List<Segment> _segments = [];

    // Touched only by the appending side.
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private readonly byte[] _segmentHeader = new byte[SegmentHeader.Bytes];
    private readonly byte[] _endMark = new byte[FrameHeader.Bytes];
    private Segment? _active;
    private ulong _nextSequence;
    private ulong _nextNumber = 1;
    private long _rowsAppended;

    private SpoolFolder(string path, SpoolLimits limits, ISpoolDisk disk, TimeProvider clock, ILogger logger)
    {
        Path = path;
        _limits = limits;
        _disk = disk;
        _clock = clock;
        _logger = logger;
        _lock = Lock(path);
        _spares = new SpareSegments(path, limits.SpareSegments);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Every id in the spool is smaller, and so is every id that ever was in it.</summary>
    public ulong NextId { get; private set; }

    /// <summary>The number that the next frame gets.</summary>
    public ulong NextNumber => Volatile.Read(ref _nextNumber);

    /// <summary>The number of the oldest frame as its segment's header has it; 1 when that is damaged.</summary>
    public ulong OldestNumber
    {
        get
        {
            lock (_gate)
            {
                return _segments[0].TryReadHeader(out var header) ? header.NextNumber : 1;
            }
        }
    }

    /// <summary>How many rows were appended by this process.</summary>
    public long RowsAppended => Volatile.Read(ref _rowsAppended);

    /// <summary>How much of the disk the segments take. Spare ones do not count: they make room when it is needed.</summary>
    public long UsedBytes
    {
        get
        {
            lock (_gate)
            {
                return _segments.Sum(s => s.DiskBytes);
            }
        }
    }

    /// <summary>How many bytes more may be written, by the bound of the spool and by what the disk has left.</summary>
    public long FreeBytes =>
        Math.Min(_limits.MaxBytes - UsedBytes, _disk.AvailableBytes(Path) + _spares.Bytes - _limits.HeadroomBytes);

    /// <summary>The place before the oldest frame.</summary>
    public SpoolPosition Start
    {
        get
        {
            lock (_gate)
            {
                return StartOf(_segments[0]);
            }
        }
    }

    /// <summary>The place after the newest frame.</summary>
    public SpoolPosition End
    {
        get
        {
            lock (_gate)
            {
                return _segments[^1].End;
            }
        }
    }

    /// <summary>Opens the spool, or begins one, and puts right what a crash left behind.</summary>
    /// <exception cref="IOException">Another process has it open, or the disk refused.</exception>
    public static SpoolFolder Open(string path, SpoolLimits limits, ISpoolDisk disk, TimeProvider clock, ILogger logger)
    {
        Directory.CreateDirectory(path);
        var spool = new SpoolFolder(path, limits, disk, clock, logger);
        try
        {
            spool._spares.Find();
            spool.Recover();
            spool.BeginSegment();
            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    /// <summary>Writes frames as one group. When this returns they are as durable as the limits ask for.</summary>
    /// <exception cref="OverloadedException">There is no room, or the disk refused. None of the frames was kept.</exception>
    public void Append(IReadOnlyList<SpoolFrame> frames)
    {
        long bytes = 0;
        foreach (var frame in frames)
        {
            bytes += frame.FrameBytes;
        }

        EnsureRoom(bytes);
        try
        {
            if (_active is null || _active.Length >= _limits.SegmentBytes)
            {
                BeginSegment();
            }

            Write(frames, _active!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.SpoolWriteFailed(e, Path);
            throw new OverloadedException($"The disk of the spool refused to write: {e.Message}", RetryAfter)
            {
                Reason = "disk_failed",
            };
        }

        foreach (var frame in frames)
        {
            Volatile.Write(ref _rowsAppended, _rowsAppended + frame.Rows);
        }

        Volatile.Write(ref _nextNumber, _nextNumber + (ulong)frames.Count);
        if (_appended.CurrentCount == 0)
        {
            _appended.Release();
        }
    }

    /// <summary>Waits until frames were appended since the last call, or the time is over.</summary>
    public Task WaitForFramesAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        _appended.WaitAsync(atMost, cancellationToken);

    /// <summary>The segment in which the next frame after a place lies, or will lie, and the place within it.</summary>
    public (Segment Segment, SpoolPosition From) Resolve(SpoolPosition position)
    {
        lock (_gate)
        {
            foreach (var segment in _segments)
            {
                var from = position > StartOf(segment) ? position : StartOf(segment);
                if (from < segment.End || segment == _segments[^1])
                {
                    return (segment, from.Segment == segment.Sequence ? from : segment.End);
                }
            }
        }

        throw new InvalidOperationException("The spool always has a segment.");
    }

    /// <summary>How many bytes lie after a place.</summary>
    public long BytesAfter(SpoolPosition position)
    {
        lock (_gate)
        {
            long bytes = 0;
            foreach (var segment in _segments)
            {
                var from = position > StartOf(segment) ? position : StartOf(segment);
                bytes += from.Segment == segment.Sequence ? Math.Max(0, segment.Length - from.Offset) : 0;
            }

            return bytes;
        }
    }

    /// <summary>Frees the segments that lie wholly before a place. The newest stays: it knows which ids were given out.</summary>
    public void Release(SpoolPosition position)
    {
        while (true)
        {
            Segment oldest;
            lock (_gate)
            {
                if (_segments.Count == 1 || _segments[0].End > position)
                {
                    return;
                }

                oldest = _segments[0];
                _segments.RemoveAt(0);
            }

            _spares.Keep(oldest);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var segment in _segments)
        {
            segment.Dispose();
        }

        _lock.Dispose();
        _appended.Dispose();
    }

    private static SpoolPosition StartOf(Segment segment) => new(segment.Sequence, SegmentHeader.Bytes);

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(
                System.IO.Path.Combine(path, "spool.lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException e)
        {
            throw new IOException(
                $"The spool {path} is in use by another process. Stop it, or give this one another Monolith:DataPath.",
                e
            );
        }
    }

    private void EnsureRoom(long bytes)
    {
        var used = UsedBytes + bytes;
        while (used + _spares.Bytes > _limits.MaxBytes && _spares.TryDelete()) { }

        if (used > _limits.MaxBytes)
        {
            throw new OverloadedException(
                "The spool is full: ClickHouse has not taken what was accepted before. Nothing of this request was kept.",
                RetryAfter
            )
            {
                Reason = "spool_full",
            };
        }

        while (_disk.AvailableBytes(Path) - bytes < _limits.HeadroomBytes)
        {
            if (_spares.TryDelete())
            {
                continue;
            }

            throw new OverloadedException(
                "The disk has no more room than Monolith leaves free. Nothing of this request was kept.",
                RetryAfter
            )
            {
                Reason = "disk_full",
            };
        }
    }

    private void Write(IReadOnlyList<SpoolFrame> frames, Segment segment)
    {
        var start = segment.Length;
        var end = start;
        var number = _nextNumber;
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        _pieces.Clear();
        foreach (var frame in frames)
        {
            end += frame.Seal(number++, now, segment.Salt, end, _pieces);
            NextId = Math.Max(NextId, frame.FirstId + (ulong)frame.Rows);
        }

        FrameHeader.EndMark(number, NextId).Write(_endMark, segment.Salt, end);
        _pieces.Add(_endMark);
        try
        {
            segment.File.Write(start, _pieces);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CutBack(segment, start);
            throw;
        }

        if (_limits.Durability == Durability.Fsync)
        {
            Flush(segment, start);
        }

        lock (_gate)
        {
            segment.Length = end;
        }
    }

    private void Flush(Segment segment, long start)
    {
        try
        {
            segment.File.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // After a failed fsync the system may have dropped the pages, and the next fsync would succeed without them.
            // So nothing is ever again appended to this segment.
            CutBack(segment, start);
            _active = null;
            throw;
        }
    }

    // What was written of a failed group must not be read after a restart. If it cannot be cut off now, the header of the
    // next segment says where this one ends.
    private void CutBack(Segment segment, long length)
    {
        try
        {
            segment.Cut(length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.SegmentNotCut(e, segment.Path, length);
            _active = null;
        }
    }

    private void BeginSegment()
    {
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(random);
        var salt = BinaryPrimitives.ReadUInt64LittleEndian(random);
        var path = Segment.PathOf(Path, _nextSequence, salt);
        var previousBytes = _segments.Count == 0 ? 0 : _segments[^1].Length;
        new SegmentHeader(_nextNumber, NextId, previousBytes).Write(_segmentHeader, salt);

        var file = BeginFile(path);
        var segment = new Segment(path, file) { Length = SegmentHeader.Bytes };
        lock (_gate)
        {
            _segments.Add(segment);
        }

        _active = segment;
        _nextSequence++;
    }

    // The file gets the name of a segment when its header is durable: until then nothing in it is part of the spool.
    private ISpoolFile BeginFile(string path)
    {
        var isUsedAgain = _spares.TryTake(out var draft);
        draft = isUsedAgain ? draft : SpareSegments.PathOf(path);
        var file = isUsedAgain ? _disk.Open(draft) : _disk.Create(draft);
        try
        {
            file.Write(0, [_segmentHeader]);
            file.Flush();
            File.Move(draft, path);
            _disk.SyncFolder(Path);
            return file;
        }
        catch
        {
            file.Dispose();
            File.Delete(draft);
            File.Delete(path);
            throw;
        }
    }

    private void Recover()
    {
        foreach (var path in Segment.PathsIn(Path))
        {
            _segments.Add(new Segment(path, _disk.Open(path)));
        }

        DropUnbegunSegments();
        for (var i = 0; i < _segments.Count; i++)
        {
            if (i + 1 < _segments.Count && _segments[i + 1].TryReadHeader(out var next))
            {
                CutToKnownLength(_segments[i], next.PreviousBytes);
            }
            else
            {
                FindEnd(_segments[i]);
            }
        }
    }

    // An earlier version that crashed while it began a segment left a file without a whole header. There is no frame in it.
    private void DropUnbegunSegments()
    {
        while (_segments.Count > 0 && _segments[^1].Length <= SegmentHeader.Bytes)
        {
            var newest = _segments[^1];
            _nextSequence = Math.Max(_nextSequence, newest.Sequence + 1);
            if (newest.TryReadHeader(out _))
            {
                return;
            }

            _segments.RemoveAt(_segments.Count - 1);
            newest.Dispose();
            File.Delete(newest.Path);
        }
    }

    private void CutToKnownLength(Segment segment, long length)
    {
        if (segment.Length < length)
        {
            _logger.SegmentTooShort(segment.Path, length - segment.Length);
        }

        segment.Length = Math.Min(segment.Length, length);
    }

    // Of the newest segment, and of one whose follower's header is damaged.
    private void FindEnd(Segment segment)
    {
        if (segment.TryReadHeader(out var header))
        {
            NextId = header.NextId;
            _nextNumber = header.NextNumber;
        }

        _nextSequence = segment.Sequence + 1;
        var scanner = new FrameScanner();
        var whole = (Offset: (long)SegmentHeader.Bytes, Number: _nextNumber);
        var found = scanner.Next(segment, SegmentHeader.Bytes, segment.Length);
        while (found.What is Found.Frame or Found.Damage)
        {
            if (found.What == Found.Frame)
            {
                NextId = Math.Max(NextId, found.Header.EndId);
                _nextNumber = found.Header.Number + 1;
            }

            // Frames that belong together count once the last of them is there. Damage ends that: it may have been
            // acknowledged, so what stands before it stays.
            whole = found.Header.IsFollowed ? whole : (found.EndOffset, _nextNumber);
            found = scanner.Next(segment, found.EndOffset, segment.Length);
        }

        // Of the end mark, if there is one.
        NextId = Math.Max(NextId, found.Header.FirstId);
        _nextNumber = Math.Max(_nextNumber, found.Header.Number);
        if (whole.Offset < found.EndOffset)
        {
            _logger.TornTailCut(segment.Path, whole.Offset);
            _nextNumber = whole.Number;
        }

        segment.Length = whole.Offset;
    }
}
