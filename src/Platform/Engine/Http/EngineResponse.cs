using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Monolith.Platform.Engine.Library;

namespace Monolith.Platform.Engine.Http;

/// <summary>The answer to one request: headers at the first byte, and an error wherever it happens.</summary>
internal sealed class EngineResponse
{
    private readonly HttpContext _context;
    private readonly EngineRequest _request;
    private readonly EngineIdentity _identity;
    private readonly long _begun = Stopwatch.GetTimestamp();
    private Stream? _body;

    public EngineResponse(HttpContext context, EngineRequest request, EngineIdentity identity)
    {
        (_context, _request, _identity) = (context, request, identity);
    }

    /// <summary>Sends a piece of the result.</summary>
    public void Write(ReadOnlySpan<byte> piece)
    {
        var body = Start(default);
        body.Write(piece);
        body.Flush();
    }

    /// <summary>Ends the answer with a result that was had as a whole.</summary>
    public void CompleteWith(ReadOnlySpan<byte> result, QuerySummary summary)
    {
        Start(summary).Write(result);
        EndCoding();
    }

    /// <summary>Ends the answer well.</summary>
    public void Complete(QuerySummary summary)
    {
        _ = Start(summary);
        EndCoding();
    }

    /// <summary>Ends the answer with an error: by its status if nothing has been sent yet, or else by breaking off.</summary>
    /// <exception cref="BrokenOffException">The answer had begun.</exception>
    public void Fail(EngineException error)
    {
        if (_body is null)
        {
            SendError(_context, error, _identity);
            return;
        }

        // In one write: a client that gets this in two parts may never stop reading.
        var text = Text(error, _identity);
        var tag = Tag(_context);
        _body.Write(
            Encoding.UTF8.GetBytes(
                $"\r\n__exception__\r\n{tag}\r\n{text}{Encoding.UTF8.GetByteCount(text)} {tag}\r\n__exception__\r\n"
            )
        );
        _body.Flush();
        EndCoding();
        throw new BrokenOffException();
    }

    /// <summary>Sends an error as the whole answer.</summary>
    public static void SendError(HttpContext context, EngineException error, EngineIdentity identity)
    {
        var response = context.Response;
        response.StatusCode = ErrorStatus.Of(error.Code);
        response.ContentType = "text/plain; charset=UTF-8";
        response.Headers["X-ClickHouse-Exception-Code"] = error.Code.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-ClickHouse-Exception-Tag"] = Tag(context);
        response.Headers["X-ClickHouse-Server-Display-Name"] = EngineIdentity.DisplayName;
        var text = Encoding.UTF8.GetBytes(Text(error, identity));
        response.ContentLength = text.Length;
        response.Body.Write(text);
    }

    private Stream Start(QuerySummary summary)
    {
        if (_body is not null)
        {
            return _body;
        }

        var response = _context.Response;
        response.ContentType = Formats.ContentTypeOf(_request.Format);
        response.Headers["X-ClickHouse-Query-Id"] = _request.QueryId;
        response.Headers["X-ClickHouse-Format"] = _request.Format;
        response.Headers["X-ClickHouse-Timezone"] = _identity.TimeZone;
        response.Headers["X-ClickHouse-Server-Display-Name"] = EngineIdentity.DisplayName;
        response.Headers["X-ClickHouse-Exception-Tag"] = Tag(_context);
        response.Headers["X-ClickHouse-Summary"] = Json(summary);
        _body = response.Body;
        if (_request.ResponseEncoding is { } encoding)
        {
            response.Headers.ContentEncoding = encoding;
            _body = ContentCoding.Encode(response.Body, encoding);
        }

        return _body;
    }

    private void EndCoding()
    {
        if (_body != _context.Response.Body)
        {
            _body?.Dispose();
        }
    }

    private static string Text(EngineException error, EngineIdentity identity) =>
        $"{error.Message.TrimEnd()} (version {identity.Version})\n";

    // Sixteen letters that the data of this answer cannot guess.
    private static string Tag(HttpContext context) =>
        (string)(context.Items["tag"] ??= RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz", 16));

    private string Json(QuerySummary summary) =>
        $$"""
            {"read_rows":"{{summary.ReadRows}}","read_bytes":"{{summary.ReadBytes}}","written_rows":"{{summary.WrittenRows}}","written_bytes":"{{summary.WrittenBytes}}","total_rows_to_read":"0","result_rows":"{{summary.ResultRows}}","result_bytes":"0","elapsed_ns":"{{Stopwatch.GetElapsedTime(
                _begun
            ).Ticks * TimeSpan.NanosecondsPerTick}}"}
            """;
}

/// <summary>Ends an answer midway: the server closes the connection without the mark that ends a good answer.</summary>
internal sealed class BrokenOffException() : Exception("The statement failed after its answer had begun.");
