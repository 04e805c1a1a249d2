using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Monolith.Platform.Engine.Library;

namespace Monolith.Platform.Engine.Http;

/// <summary>Makes a request of the ClickHouse HTTP interface into what the engine is to do.</summary>
internal static class RequestReader
{
    // ClickHouse's own max_query_size. The data of an INSERT does not count.
    private const int MaxSqlBytes = 256 * 1024;

    private const int FirstReadBytes = 4096;

    /// <summary>Reads the fields and as much of the body as may be SQL. The rest of the body is left to the insert.</summary>
    /// <exception cref="EngineException">It cannot be understood.</exception>
    public static EngineRequest Read(HttpContext context, string logComment, string queryId, RequestFields fields)
    {
        var request = context.Request;
        if (fields.IsOn("decompress"))
        {
            throw Refusal.NotSupported("decompress=1 is not supported by the embedded engine: use Content-Encoding");
        }

        // A form's query and parameters are among the fields by now.
        var body = RequestForm.Is(request)
            ? Stream.Null
            : ContentCoding.Decode(request.Body, request.Headers.ContentEncoding);
        var text = ReadText(fields.Find("query"), body, out var isWhole);
        var statement = Statement.Of(text.Span);
        if (!isWhole && statement.Kind != StatementKind.InsertData)
        {
            throw Refusal.Syntax($"Max query size exceeded: a statement may have {MaxSqlBytes} bytes");
        }

        var hasData = statement.Kind == StatementKind.InsertData;
        return new EngineRequest
        {
            Sql = text[..statement.SqlLength],
            Statement = statement,
            Data = hasData ? new ConcatenatedStream(text[statement.DataStart..], body) : Stream.Null,
            Parameters = new QueryParameters(fields.Parameters),
            Settings = fields.Settings,
            LogComment = logComment,
            IsReadOnly = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method),
            Database = fields.Find("database") ?? Header(request, "X-ClickHouse-Database"),
            DefaultFormat = fields.Find("default_format") ?? Header(request, "X-ClickHouse-Format") ?? Formats.Default,
            ClientProtocolVersion = fields.Find("client_protocol_version"),
            QueryId = queryId,
            WaitsForEnd = fields.IsOn("wait_end_of_query") || fields.IsOn("http_wait_end_of_query"),
            ResponseEncoding = fields.IsOn("enable_http_compression")
                ? ContentCoding.Choose([.. request.GetTypedHeaders().AcceptEncoding])
                : null,
            Session = SessionOf(fields),
        };
    }

    /// <summary>The value of a header, or null when there is none.</summary>
    public static string? Header(HttpRequest request, string name) =>
        request.Headers[name] is [{ Length: > 0 } value, ..] ? value : null;

    private static SessionKey? SessionOf(RequestFields fields) =>
        fields.Find("session_id") is { } name
            ? new SessionKey(
                name,
                TimeSpan.FromSeconds(
                    Math.Clamp(int.TryParse(fields.Find("session_timeout"), out var s) ? s : 60, 1, 3600)
                ),
                fields.IsOn("session_check")
            )
            : null;

    // The query parameter and the body are one text, with a line end between them. Only as much of it is read as may be
    // SQL: what comes after the head of an INSERT is for the engine, as it comes.
    private static ReadOnlyMemory<byte> ReadText(string? query, Stream body, out bool isWhole)
    {
        var text = new byte[FirstReadBytes];
        var length = 0;
        if (query is not null)
        {
            text = Encoding.UTF8.GetBytes(query + "\n");
            length = text.Length;
        }

        isWhole = false;
        while (!isWhole && !EndsInData(text.AsSpan(0, length)) && length <= MaxSqlBytes)
        {
            if (length == text.Length)
            {
                Array.Resize(ref text, length + Math.Max(length, FirstReadBytes));
            }

            var read = body.Read(text, length, text.Length - length);
            (length, isWhole) = (length + read, read == 0);
        }

        return text.AsMemory(0, length);
    }

    // A head that is cut in the middle of a word is not yet one.
    private static bool EndsInData(ReadOnlySpan<byte> text)
    {
        try
        {
            var statement = Statement.Of(text);
            return statement.Kind == StatementKind.InsertData && statement.DataStart < text.Length;
        }
        catch (EngineException)
        {
            return false;
        }
    }
}
