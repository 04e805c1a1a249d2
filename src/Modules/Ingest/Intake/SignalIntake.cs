using Microsoft.AspNetCore.Http;
using Monolith.Ingest.Bodies;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Intake;

/// <summary>Reads what a body holds into a batch. Throws only when nothing of the body may be kept.</summary>
internal delegate void Decode<in TBatch>(ReadOnlyMemory<byte> body, TBatch batch);

/// <summary>The way in, the same for all protocols and for log records and spans. Thread-safe.</summary>
/// <typeparam name="TBatch">The batch that decoders fill.</typeparam>
internal abstract class SignalIntake<TBatch>(BodyReader bodies, IngestMetrics metrics)
    where TBatch : IPipelineBatch
{
    /// <summary>Takes what a request holds: all of it is durable when this returns, but for what was rejected.</summary>
    /// <param name="context">The request.</param>
    /// <param name="source">The protocol's name, as <see cref="BatchOrigin.Source"/>.</param>
    /// <param name="decode">Reads the records.</param>
    /// <param name="cancellationToken">The request's end.</param>
    /// <exception cref="Platform.Problems.ProblemException">Nothing of it was kept.</exception>
    public async ValueTask<BatchOutcome> TakeAsync(
        HttpContext context,
        string source,
        Decode<TBatch> decode,
        CancellationToken cancellationToken
    )
    {
        using var body = await ReadAsync(context, source, cancellationToken);
        return await TakeAsync(Sender.Of(context), source, body.Bytes, decode, cancellationToken);
    }

    /// <summary>The body of a request, decompressed. For protocols that must change it before it can be decoded.</summary>
    public async ValueTask<PooledBody> ReadAsync(
        HttpContext context,
        string source,
        CancellationToken cancellationToken
    )
    {
        var body = await bodies.ReadAsync(context.Request, cancellationToken);
        metrics.BodyRead(body.Length, source);
        return body;
    }

    /// <summary>Takes what bytes hold that have been read already.</summary>
    public async ValueTask<BatchOutcome> TakeAsync(
        Sender sender,
        string source,
        ReadOnlyMemory<byte> body,
        Decode<TBatch> decode,
        CancellationToken cancellationToken
    )
    {
        using var batch = Open(new BatchOrigin(sender.Tenant, source));
        decode(body, batch);
        return await batch.CommitAsync(cancellationToken);
    }

    /// <summary>Begins a batch.</summary>
    protected abstract TBatch Open(in BatchOrigin origin);
}
