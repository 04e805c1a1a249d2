using System.Threading.Channels;
using Monolith.Explore.Seen;
using Monolith.Platform.Language;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Tail;

/// <summary>
/// The records that wait for the reader of one live tail. Bounded by bytes: ingest never waits for a reader, so what does
/// not fit is counted and told.
/// </summary>
internal sealed class TailBuffer(Reader reader, LogMatcher matcher, int capacityBytes) : ILogWatcher
{
    private readonly Channel<TailedRecord> _records = Channel.CreateUnbounded<TailedRecord>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly SeenRecords _seen = new(reader.Scope);
    private long _waitingBytes;
    private long _missed;

    /// <inheritdoc/>
    public TenantId Tenant => reader.Tenant;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Keep(LogRecord record) => _seen.Use(record, KeepSeen);

    private ReadOnlyMemory<byte> KeepSeen(LogRecord record)
    {
        if (!matcher.Matches(record))
        {
            return default;
        }

        // Room is taken before the record is written out: an overrun tail costs ingest no more than the look at its filter.
        if (Interlocked.Read(ref _waitingBytes) >= capacityBytes)
        {
            Interlocked.Increment(ref _missed);
            return default;
        }

        return RecordJson.Write(record);
    }

    /// <inheritdoc/>
    public void Show(ulong id, ReadOnlyMemory<byte> kept)
    {
        if (Interlocked.Add(ref _waitingBytes, kept.Length) - kept.Length >= capacityBytes)
        {
            Interlocked.Add(ref _waitingBytes, -kept.Length);
            Interlocked.Increment(ref _missed);
            return;
        }

        _records.Writer.TryWrite(new TailedRecord(id, kept));
    }

    /// <summary>The next record, if one is waiting.</summary>
    public bool TryRead(out TailedRecord record)
    {
        if (!_records.Reader.TryRead(out record))
        {
            return false;
        }

        Interlocked.Add(ref _waitingBytes, -record.Rest.Length);
        return true;
    }

    /// <summary>How many were missed since this was asked last.</summary>
    public long TakeMissed() => Interlocked.Exchange(ref _missed, 0);

    /// <summary>Returns once a record is waiting.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) =>
        _records.Reader.WaitToReadAsync(cancellationToken).AsTask();
}

/// <summary>A record that is durable.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Rest">Its JSON behind <see cref="RecordJson.Beginning"/>.</param>
internal readonly record struct TailedRecord(ulong Id, ReadOnlyMemory<byte> Rest);
