using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Monolith.Ingest.PubSub;

/// <summary>Writes what the sidecar reads: always 200, and a status for each message.</summary>
/// <remarks>Never an empty answer: for one message it would mean success, for many that all are to be sent again. Never 404:
/// it would mean that the messages may be forgotten.</remarks>
internal static class DeliveryAnswers
{
    /// <summary>The answer to one message.</summary>
    public static Task WriteSingleAsync(HttpResponse response, DeliveryStatus status)
    {
        response.ContentType = "application/json";
        response.BodyWriter.Write("{\"status\":\""u8);
        response.BodyWriter.Write(Word(status));
        response.BodyWriter.Write("\"}"u8);
        return response.BodyWriter.FlushAsync().AsTask();
    }

    /// <summary>The answer to an envelope. The ids go back as they came.</summary>
    public static Task WriteBulkAsync(HttpResponse response, ReadOnlyMemory<byte> body, ReadOnlySpan<EntryFate> fates)
    {
        response.ContentType = "application/json";
        var writer = response.BodyWriter;
        writer.Write("{\"statuses\":["u8);
        var isFirst = true;
        foreach (ref readonly var fate in fates)
        {
            if (!fate.HasId)
            {
                continue;
            }

            writer.Write(isFirst ? "{\"entryId\":\""u8 : ",{\"entryId\":\""u8);
            writer.Write(body.Span.Slice(fate.Id.Start, fate.Id.Length));
            writer.Write("\",\"status\":\""u8);
            writer.Write(Word(fate.Status));
            writer.Write("\"}"u8);
            isFirst = false;
        }

        writer.Write("]}"u8);
        return writer.FlushAsync().AsTask();
    }

    private static ReadOnlySpan<byte> Word(DeliveryStatus status) =>
        status switch
        {
            DeliveryStatus.Success => "SUCCESS"u8,
            DeliveryStatus.Retry => "RETRY"u8,
            _ => "DROP"u8,
        };
}
