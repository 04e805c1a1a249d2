using System.IO.Compression;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>Writes what became of each action, in the order of the request.</summary>
internal sealed class BulkAnswer(HttpContext context, BulkItems items, AnswerFilter filter, TimeProvider clock)
{
    // So that a large answer is not held in memory as a whole.
    private const int ItemsPerFlush = 512;

    // Below it, compressing costs more than it saves.
    private const int ItemsWorthCompressing = 50;

    private static readonly JsonEncodedText IndexName = JsonEncodedText.Encode("_index");
    private static readonly JsonEncodedText IdName = JsonEncodedText.Encode("_id");
    private static readonly JsonEncodedText VersionName = JsonEncodedText.Encode("_version");
    private static readonly JsonEncodedText ResultName = JsonEncodedText.Encode("result");
    private static readonly JsonEncodedText ShardsName = JsonEncodedText.Encode("_shards");
    private static readonly JsonEncodedText SequenceNumberName = JsonEncodedText.Encode("_seq_no");
    private static readonly JsonEncodedText PrimaryTermName = JsonEncodedText.Encode("_primary_term");
    private static readonly JsonEncodedText StatusName = JsonEncodedText.Encode("status");

    private readonly DocumentIds _ids = new(clock);

    /// <summary>The answer to a bulk request.</summary>
    /// <param name="took">How long it took.</param>
    /// <param name="cancellationToken">The request's end.</param>
    public async Task WriteAsync(TimeSpan took, CancellationToken cancellationToken)
    {
        ElasticsearchAnswer.Begin(context, StatusCodes.Status200OK);
        if (items.Count < ItemsWorthCompressing || !TakesGzip(context.Request))
        {
            await WriteAsync(context.Response.BodyWriter, took, cancellationToken);
            return;
        }

        context.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        var pipe = PipeWriter.Create(gzip, new StreamPipeWriterOptions(leaveOpen: true));
        await WriteAsync(pipe, took, cancellationToken);
        await pipe.CompleteAsync();
    }

    /// <summary>Writes the parts of an item that say which document it is and what became of it.</summary>
    public void WriteResult(Utf8JsonWriter json, int place, AnswerFields fields)
    {
        ref readonly var item = ref items[place];
        WriteDocument(json, place, fields);
        if (fields.Has(AnswerFields.Version))
        {
            json.WriteNumber(VersionName, item.Fate == ItemFate.Existing ? 2 : 1);
        }

        if (fields.Has(AnswerFields.Result))
        {
            json.WriteString(ResultName, BulkWords.ResultOf(item.Operation, item.Fate));
        }

        if (fields.Has(AnswerFields.Shards))
        {
            json.WriteStartObject(ShardsName);
            json.WriteNumber("total"u8, 1);
            json.WriteNumber("successful"u8, 1);
            json.WriteNumber("failed"u8, 0);
            json.WriteEndObject();
        }

        if (fields.Has(AnswerFields.SequenceNumber))
        {
            json.WriteNumber(SequenceNumberName, place);
        }

        if (fields.Has(AnswerFields.PrimaryTerm))
        {
            json.WriteNumber(PrimaryTermName, 1);
        }
    }

    private async Task WriteAsync(PipeWriter pipe, TimeSpan took, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(pipe, ElasticsearchAnswer.Writing);
        WriteBeginning(json, took);
        var isListed = false;
        for (var i = 0; i < items.Count; i++)
        {
            isListed = WriteItem(json, i, isListed);
            if ((i + 1) % ItemsPerFlush == 0)
            {
                await json.FlushAsync(cancellationToken);
                await pipe.FlushAsync(cancellationToken);
            }
        }

        if (isListed)
        {
            json.WriteEndArray();
        }

        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        await pipe.FlushAsync(cancellationToken);
    }

    // "errors" goes right before "items": of an answer that is larger than its buffer, Fluent Bit looks for just that.
    private void WriteBeginning(Utf8JsonWriter json, TimeSpan took)
    {
        json.WriteStartObject();
        if (filter.Top.Has(AnswerFields.Took))
        {
            json.WriteNumber("took"u8, (long)took.TotalMilliseconds);
        }

        if (filter.Top.Has(AnswerFields.Errors))
        {
            json.WriteBoolean("errors"u8, items.HasErrors);
        }
    }

    /// <returns>Whether the list of items was begun. As in Elasticsearch, what the filter leaves nothing of is left out.</returns>
    private bool WriteItem(Utf8JsonWriter json, int place, bool isListed)
    {
        ref readonly var item = ref items[place];
        var isError = item.Fate.IsError();
        var fields = filter.Of(item.Operation) & (isError ? AnswerFields.OfError : AnswerFields.OfSuccess);
        if (fields == AnswerFields.None)
        {
            return isListed;
        }

        if (!isListed)
        {
            json.WriteStartArray("items"u8);
        }

        json.WriteStartObject();
        json.WriteStartObject(BulkWords.Of(item.Operation));
        if (isError)
        {
            WriteDocument(json, place, fields);
        }
        else
        {
            WriteResult(json, place, fields);
        }

        if (fields.Has(AnswerFields.Status))
        {
            json.WriteNumber(StatusName, item.Fate.Status());
        }

        if (fields.Has(AnswerFields.Error))
        {
            WriteError(json, item, fields);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        return true;
    }

    private void WriteDocument(Utf8JsonWriter json, int place, AnswerFields fields)
    {
        ref readonly var item = ref items[place];
        if (fields.Has(AnswerFields.Index))
        {
            json.WriteString(IndexName, item.Index.Span);
        }

        if (!fields.Has(AnswerFields.Id))
        {
            return;
        }

        if (!item.Id.IsEmpty)
        {
            json.WriteString(IdName, item.Id.Span);
            return;
        }

        Span<byte> id = stackalloc byte[DocumentIds.Length];
        _ids.Write(place, id);
        json.WriteString(IdName, id);
    }

    private static void WriteError(Utf8JsonWriter json, BulkItem item, AnswerFields fields)
    {
        var (type, reason) = BulkWords.ErrorOf(item);
        json.WriteStartObject("error"u8);
        if (fields.Has(AnswerFields.ErrorType))
        {
            json.WriteString("type"u8, type);
        }

        if (fields.Has(AnswerFields.ErrorReason))
        {
            json.WriteString("reason"u8, reason);
        }

        if (fields.Has(AnswerFields.ErrorCause) && item.Fate == ItemFate.Rejected)
        {
            json.WriteStartObject("caused_by"u8);
            json.WriteString("type"u8, item.Reason.Code());
            json.WriteString("reason"u8, reason);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static bool TakesGzip(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var codings)
        && codings.Any(c => c.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && c.Quality is null or > 0);
}
