using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Contracts;

/// <summary>Where a batch comes from.</summary>
/// <param name="Tenant">Whose data it is.</param>
/// <param name="Source">The protocol: <c>ndjson</c>, <c>otlp</c>, <c>loki</c>; the page of each in docs/ingest says its name.</param>
/// <param name="Ids">What the request that brought it says it belongs to; null when it says nothing.</param>
public readonly record struct BatchOrigin(TenantId Tenant, string Source, RequestIds? Ids = null);

/// <summary>What the batches of log records and of spans have in common. Not thread-safe.</summary>
public interface IPipelineBatch : IDisposable
{
    /// <summary>
    /// Memory for values that are no slices of the request. The batch never rewinds it: a decoder does, once a record is
    /// submitted, to where it stood after the resource.
    /// </summary>
    ScratchBuffer Scratch { get; }

    /// <summary>How many records came, whatever became of them.</summary>
    long Received { get; }

    /// <summary>Puts a record that could not be read into quarantine. Its neighbours are not touched.</summary>
    void Reject(RejectReason reason, string detail, long position, ReadOnlyMemory<byte> raw);

    /// <summary>Claims a delivery, so that it counts once however often it comes. Its records are submitted if and only if
    /// it is new; it becomes known when the batch is durable, with the records, and is given back when the batch is
    /// disposed without having become that.</summary>
    /// <param name="name">What tells it from all others, other tenants' too.</param>
    DeliveryClaim Claim(ReadOnlySpan<byte> name);

    /// <summary>What has become of every record so far. It holds once the batch is committed; one that is not keeps nothing, and
    /// only shows what would become of them.</summary>
    BatchOutcome Outcome { get; }

    /// <summary>Makes durable what was kept and quarantined, and says what became of every record.</summary>
    /// <exception cref="Platform.Problems.OverloadedException">There is no room. Nothing of the batch was kept.</exception>
    ValueTask<BatchOutcome> CommitAsync(CancellationToken cancellationToken);
}

/// <summary>What became of a batch: received = accepted + rejected + dropped.</summary>
/// <param name="Accepted">Durable, and on the way to ClickHouse.</param>
/// <param name="Dropped">Left out on purpose, by a rule.</param>
/// <param name="Rejections">Those that could not be read, the first <see cref="BatchOutcome.MaxListed"/> of them.</param>
/// <param name="Rejected">How many could not be read.</param>
public sealed record BatchOutcome(long Accepted, long Dropped, long Rejected, IReadOnlyList<Rejection> Rejections)
{
    /// <summary>How many rejections an answer lists. All of them are counted and in quarantine.</summary>
    public const int MaxListed = 100;

    /// <summary>Whether all of it was durable before: the client had sent the same request already, and nothing was kept a second
    /// time.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Those that were taken and put into quarantine, the first <see cref="MaxListed"/> of them. They are among the accepted
    /// ones: no client has to know of them.</summary>
    public IReadOnlyList<Rejection> Quarantined { get; init; } = [];

    /// <summary>The least severity that is kept of who wrote the batch, for clients that can be told; unspecified when all are.</summary>
    public SeverityNumber MinimumSeverity { get; init; }
}

/// <summary>One record that was refused.</summary>
/// <param name="Position">The line or the record's place in its request, from 1.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">What exactly was wrong, in words. Holds nothing of the record's values.</param>
public sealed record Rejection(long Position, RejectReason Reason, string Detail);
