using Microsoft.AspNetCore.Http;
using Monolith.Ingest.Bodies;
using Monolith.Platform.Problems;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Intake;

/// <summary>Reads what a body holds into a batch. Throws only when nothing of the body may be kept.</summary>
internal delegate void Decode<in TBatch>(ReadOnlyMemory<byte> body, TBatch batch);

/// <summary>The way in, the same for all protocols and for log records and spans. Thread-safe.</summary>
/// <typeparam name="TBatch">The batch that decoders fill.</typeparam>
internal abstract class SignalIntake<TBatch>(Admission admission, BodyReader bodies, IngestMetrics metrics)
    where TBatch : IPipelineBatch
{
    /// <summary>Takes what a request holds: all of it is durable when this returns, but for what was rejected.</summary>
    /// <param name="context">The request.</param>
    /// <param name="source">The protocol's name, as <see cref="BatchOrigin.Source"/>.</param>
    /// <param name="decode">Reads the records.</param>
    /// <param name="cancellationToken">The request's end.</param>
    /// <exception cref="ProblemException">Nothing of it was kept.</exception>
    public ValueTask<BatchOutcome> TakeAsync(
        HttpContext context,
        string source,
        Decode<TBatch> decode,
        CancellationToken cancellationToken
    ) => TakeAsync(context, Sender.Of(context), source, decode, cancellationToken);

    /// <summary>Takes what a request holds that has said whose it is.</summary>
    public async ValueTask<BatchOutcome> TakeAsync(
        HttpContext context,
        Sender sender,
        string source,
        Decode<TBatch> decode,
        CancellationToken cancellationToken
    )
    {
        using var body = await ReadAsync(context, sender, source, cancellationToken);
        return await TakeAsync(sender, source, body.Bytes, decode, cancellationToken);
    }

    /// <summary>The body of a request, decompressed. For protocols that must change it before it can be decoded.</summary>
    public ValueTask<PooledBody> ReadAsync(HttpContext context, string source, CancellationToken cancellationToken) =>
        ReadAsync(context, Sender.Of(context), source, cancellationToken);

    /// <summary>The body of a request that has said whose it is. Nothing is read when the sender may not bring it.</summary>
    public async ValueTask<PooledBody> ReadAsync(
        HttpContext context,
        Sender sender,
        string source,
        CancellationToken cancellationToken
    )
    {
        try
        {
            Admit(sender, context.Request.ContentLength ?? 0);
            var body = await bodies.ReadAsync(context.Request, cancellationToken);
            metrics.BodyRead(body.Length, source);
            return body;
        }
        catch (Exception refusal) when (refusal is ProblemException or BadHttpRequestException)
        {
            metrics.Refused(refusal, source);
            throw;
        }
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
        try
        {
            Admit(sender, body.Length);
            return sender.Idempotency is { } name
                ? await TakeOnceAsync(sender, name, source, body, decode, cancellationToken)
                : await TakeAnewAsync(sender, source, body, decode, cancellationToken);
        }
        catch (Exception refusal) when (refusal is ProblemException or BadHttpRequestException)
        {
            metrics.Refused(refusal, source);
            throw;
        }
    }

    /// <summary>Returns once the sender may bring more. For protocols that cannot tell their clients to wait: as long as
    /// nothing is read from a connection, it does not bring more.</summary>
    public ValueTask WaitForRoomAsync(Sender sender, CancellationToken cancellationToken) =>
        admission.WaitAsync(sender, cancellationToken);

    /// <summary>Begins a batch.</summary>
    protected abstract TBatch Open(in BatchOrigin origin);

    private void Admit(Sender sender, long bytes)
    {
        if (admission.Refusal(sender, bytes) is { } refusal)
        {
            throw refusal;
        }
    }

    private async ValueTask<BatchOutcome> TakeAnewAsync(
        Sender sender,
        string source,
        ReadOnlyMemory<byte> body,
        Decode<TBatch> decode,
        CancellationToken cancellationToken
    )
    {
        using var batch = Open(new BatchOrigin(sender.Tenant, source, sender.Ids));
        return await KeepAsync(batch, sender, body, decode, cancellationToken);
    }

    // Whoever brings what another request is bringing waits for what becomes of that: it may fail yet, and then this one counts.
    private async ValueTask<BatchOutcome> TakeOnceAsync(
        Sender sender,
        IdempotencyKey name,
        string source,
        ReadOnlyMemory<byte> body,
        Decode<TBatch> decode,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            Task<bool>? other;
            using (var batch = Open(new BatchOrigin(sender.Tenant, source, sender.Ids)))
            {
                var claim = batch.Claim(name.Name);
                switch (claim.State)
                {
                    case DeliveryState.New:
                        return await KeepAsync(batch, sender, body, decode, cancellationToken);
                    case DeliveryState.Known:
                        // It is read once more, so that it gets the answer that it got the first time, and not kept.
                        decode(body, batch);
                        name.AnswerIsReplay();
                        metrics.Replayed(source);
                        return batch.Outcome with { IsReplay = true };
                    default:
                        other = claim.Outcome;
                        break;
                }
            }

            await admission.WaitForTwinAsync(other!, cancellationToken);
        }
    }

    private async ValueTask<BatchOutcome> KeepAsync(
        TBatch batch,
        Sender sender,
        ReadOnlyMemory<byte> body,
        Decode<TBatch> decode,
        CancellationToken cancellationToken
    )
    {
        decode(body, batch);
        admission.Charge(sender, body.Length, batch.Received);
        try
        {
            return await batch.CommitAsync(cancellationToken);
        }
        catch
        {
            admission.GiveBack(sender, body.Length, batch.Received);
            throw;
        }
    }
}
