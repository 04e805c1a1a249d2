using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Monolith.Ingest.Json;
using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>Makes records of documents and hands them to the pipeline. A bad document never touches its neighbours.</summary>
internal ref struct DocumentIntake(
    TenantId tenant,
    ReadOnlyMemory<byte> body,
    DecodeLimits limits,
    ILogPipelineBatch batch
)
{
    private static readonly ReadOnlyMemory<byte> IndexName = "elasticsearch.index"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> IdName = "elasticsearch.id"u8.ToArray();

    private const int NameParts = 6;

    private readonly ScratchBuffer.Mark _emptyScratch = batch.Scratch.Position;

    private static ReadOnlySpan<byte> Protocol => "elasticsearch"u8;

    /// <summary>Whether all of the body is UTF-8.</summary>
    public bool IsUtf8 { get; } = Utf8.IsValid(body.Span);

    /// <summary>Takes a document.</summary>
    /// <param name="item">What is to be done with it. Learns what became of it.</param>
    /// <param name="document">Where it lies in the body.</param>
    /// <param name="linesEnd">Whether it must end with its line.</param>
    /// <param name="position">Its place in the request, from 1.</param>
    public readonly void Take(ref BulkItem item, Range document, bool linesEnd, long position)
    {
        var raw = body[document];
        if (item.Operation == BulkOperation.Update && !TryFindUpsert(ref item, ref document, raw, position))
        {
            return;
        }

        if (raw.Length > limits.MaxRecordBytes)
        {
            Reject(ref item, RejectReason.RecordTooLarge, limits.RecordTooLargeDetail, position, raw);
        }
        else if (!IsUtf8 && !Utf8.IsValid(raw.Span))
        {
            Reject(ref item, RejectReason.InvalidUtf8, "The document is not UTF-8.", position, raw);
        }
        else if (item.Id.IsEmpty || TryClaim(ref item, body.Span[document]))
        {
            Read(ref item, document, linesEnd, position, raw);
        }
    }

    /// <summary>Puts an action into quarantine.</summary>
    public readonly void Reject(
        ref BulkItem item,
        RejectReason reason,
        string detail,
        long position,
        ReadOnlyMemory<byte> raw
    )
    {
        (item.Fate, item.Reason, item.Detail) = (ItemFate.Rejected, reason, detail);
        batch.Reject(reason, detail, position, raw);
        batch.Scratch.Rewind(_emptyScratch);
    }

    private readonly bool TryFindUpsert(ref BulkItem item, ref Range document, ReadOnlyMemory<byte> raw, long position)
    {
        var (start, length) = document.GetOffsetAndLength(body.Length);
        var update = new UpdateReader(body, start, start + length);
        if (update.TryFind(out document))
        {
            return true;
        }

        if (update.Problem.Length > 0)
        {
            Reject(ref item, RejectReason.InvalidJson, update.Problem, position, raw);
        }
        else
        {
            Reject(
                ref item,
                RejectReason.UnsupportedAction,
                "What is stored cannot be changed. Send the document with doc_as_upsert, or as a new one.",
                position,
                raw
            );
        }

        return false;
    }

    private readonly void Read(
        ref BulkItem item,
        Range document,
        bool linesEnd,
        long position,
        ReadOnlyMemory<byte> raw
    )
    {
        var (start, length) = document.GetOffsetAndLength(body.Length);
        var reader = new JsonRecordReader(body[..(start + length)], start, linesEnd, limits.MaxDepth, batch);
        if (!reader.TryRead())
        {
            Reject(ref item, reader.Reason, reader.Detail, position, raw);
        }
        else if (body.Span[reader.At..(start + length)].IndexOfAnyExcept(" \t\r\n"u8) >= 0)
        {
            Reject(ref item, RejectReason.InvalidJson, "There is more than one document.", position, raw);
        }
        else
        {
            Submit(ref item, position, raw);
        }
    }

    private readonly void Submit(ref BulkItem item, long position, ReadOnlyMemory<byte> raw)
    {
        var record = batch.Record;
        var host = CommonSchema.Apply(record);
        if (record.ServiceName.IsEmpty)
        {
            record.ServiceName = DataStreams.DatasetOf(item.Index);
        }

        record.Attributes.Add(IndexName, item.Index);
        if (!item.Id.IsEmpty)
        {
            record.Attributes.Add(IdName, item.Id);
        }

        CommonSchema.SetHost(record, host);
        var verdict = batch.Submit(position, raw);
        (item.Fate, item.Reason, item.Detail) = verdict.Fate switch
        {
            Fate.Keep => (ItemFate.Created, default, null),
            Fate.Drop => (ItemFate.Dropped, default, null),
            Fate.Reject => (ItemFate.Rejected, verdict.Reason, verdict.Detail),
            _ => throw new InvalidOperationException($"No such fate: {verdict.Fate}."),
        };
        if (!host.IsEmpty && !body.Span.Overlaps(host.Span))
        {
            // The host's name had escapes, so it lies in scratch memory, which the next record writes over.
            record.ClearResource();
        }

        batch.Scratch.Rewind(_emptyScratch);
    }

    /// <returns>False when the document came before.</returns>
    private readonly bool TryClaim(ref BulkItem item, ReadOnlySpan<byte> document)
    {
        // A create counts once for its id, whatever it says. The others may write another document under the same id: then
        // both are kept, because nothing that is stored can be changed.
        var isCreate = item.Operation == BulkOperation.Create;
        var claim = Claim(ref item, isCreate ? "create"u8 : "index"u8, isCreate ? default : document);
        if (claim.State == DeliveryState.New)
        {
            return true;
        }

        item.Fate = isCreate ? ItemFate.Conflict : ItemFate.Existing;
        item.Other = claim.Outcome;
        return false;
    }

    private readonly DeliveryClaim Claim(ref BulkItem item, ReadOnlySpan<byte> operation, ReadOnlySpan<byte> document)
    {
        // The tenant is part of the name, so that nobody can hide another tenant's documents behind ids of his own.
        Span<byte> owner = stackalloc byte[Encoding.UTF8.GetMaxByteCount(tenant.Value.Length)];
        owner = owner[..Encoding.UTF8.GetBytes(tenant.Value, owner)];
        var length = Protocol.Length + owner.Length + operation.Length + item.Index.Length + item.Id.Length;
        var name = batch.Scratch.Take(length + document.Length + (NameParts * sizeof(int))).Span;
        var rest = name;
        Write(Protocol, ref rest);
        Write(owner, ref rest);
        Write(operation, ref rest);
        Write(item.Index.Span, ref rest);
        Write(item.Id.Span, ref rest);
        Write(document, ref rest);
        var claim = batch.Claim(name);
        batch.Scratch.Rewind(_emptyScratch);
        return claim;
    }

    // Each part after its length: otherwise the end of one could pass for the beginning of the next.
    private static void Write(scoped ReadOnlySpan<byte> part, ref Span<byte> rest)
    {
        BinaryPrimitives.WriteInt32LittleEndian(rest, part.Length);
        part.CopyTo(rest[sizeof(int)..]);
        rest = rest[(sizeof(int) + part.Length)..];
    }
}
