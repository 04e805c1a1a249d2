using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Monolith.Explore.Contracts;

namespace Monolith.Explore.Search;

/// <summary>How a page of records is written, around the records' own bytes.</summary>
internal enum PageForm
{
    /// <summary><c>{"records":[…],"next_cursor":"…"}</c>.</summary>
    Json,

    /// <summary>A record a line; where there are more, one last line of <c>{"next_cursor":"…"}</c>.</summary>
    Ndjson,
}

/// <summary>Writes a page into a response while it is found.</summary>
internal static class PageWriter
{
    public const string NdjsonType = "application/x-ndjson";

    /// <summary>Whether the caller asks for a record a line.</summary>
    public static bool AcceptsNdjson(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .Accept.Any(type => string.Equals(type.MediaType.Value, NdjsonType, StringComparison.OrdinalIgnoreCase));

    public static async Task WriteAsync(
        SearchPage page,
        PageForm form,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var isJson = form == PageForm.Json;
        var answer = new StreamedAnswer(response, isJson ? "application/json" : NdjsonType);
        var buffer = answer.Buffer;
        buffer.Write(isJson ? """{"records":["""u8 : default);
        var count = 0;
        await foreach (var record in page.Records.WithCancellation(cancellationToken))
        {
            buffer.Write(isJson && count > 0 ? ",\n"u8 : default);
            buffer.Write(record.Span);
            buffer.Write(isJson ? default : "\n"u8);
            answer.CountRow();
            count++;
            await answer.FlushIfFullAsync(cancellationToken);
        }

        WriteEnd(buffer, page.NextCursor, isJson);
        await answer.FlushAsync(cancellationToken);
    }

    // A cursor has letters, digits, - and _ only: nothing that JSON would have to escape.
    private static void WriteEnd(ArrayBufferWriter<byte> buffer, string? cursor, bool isJson)
    {
        var value = cursor is null ? "null" : $"\"{cursor}\"";
        if (isJson)
        {
            buffer.Write(Encoding.ASCII.GetBytes($"],\"next_cursor\":{value}}}\n"));
        }
        else if (cursor is not null)
        {
            buffer.Write(Encoding.ASCII.GetBytes($"{{\"next_cursor\":{value}}}\n"));
        }
    }
}
