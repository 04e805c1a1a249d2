using Monolith.Platform.Signals;

namespace Monolith.Storage.Contracts;

/// <summary>Rows that are made durable together, or not at all. Not thread-safe.</summary>
public interface ISignalBatch : IDisposable
{
    /// <summary>How many records or spans were appended, quarantined ones left out.</summary>
    int Count { get; }

    /// <summary>Keeps what could not be read, so that it can be looked at and sent again once the cause is mended.</summary>
    void AppendQuarantined(in QuarantinedRecord record);

    /// <summary>
    /// Claims a delivery, so that it counts once however often it comes. Its id becomes durable with the batch, in one
    /// write: after a crash it is known if and only if the rows are there. A batch that is disposed uncommitted, or
    /// fails, gives its deliveries back. For whoever gets the same again: message brokers, clients with idempotency keys.
    /// </summary>
    /// <param name="name">What tells the delivery from all others: the same each time that it comes. It must name whose it
    /// is too, so that one tenant's deliveries never hide another's.</param>
    /// <remarks>Bounded by time and by number (<c>Modules:Storage:DeliveryWindow</c>, <c>DeliveryMaxIds</c>): what is
    /// older than both is taken for new.</remarks>
    DeliveryClaim Claim(ReadOnlySpan<byte> name);

    /// <summary>Returns once everything appended would survive the death of this process and of ClickHouse.</summary>
    /// <exception cref="Platform.Problems.OverloadedException">There is no room. Nothing of the batch was kept.</exception>
    ValueTask CommitAsync(CancellationToken cancellationToken);
}

/// <summary>A record that was refused.</summary>
/// <param name="Reason">The reason code, for example <c>invalid_json</c>; listed in docs/ingest/rejections.md.</param>
/// <param name="Detail">What exactly was wrong, in words.</param>
/// <param name="Source">The protocol that it came by.</param>
/// <param name="Position">The line or the record's place in its request, from 1.</param>
/// <param name="ObservedTimeUnixNano">When it came: nanoseconds since 1970 UTC.</param>
/// <param name="Raw">What is kept of its bytes: sealed, so that nobody reads them who reads the disk.</param>
/// <param name="RawBytes">How many bytes it had before it was cut.</param>
public readonly record struct QuarantinedRecord(
    string Reason,
    string Detail,
    string Source,
    long Position,
    long ObservedTimeUnixNano,
    ReadOnlyMemory<byte> Raw,
    long RawBytes
);
