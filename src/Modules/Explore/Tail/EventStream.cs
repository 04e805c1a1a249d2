using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Monolith.Audit.Contracts;

namespace Monolith.Explore.Tail;

/// <summary>Writes server-sent events (WHATWG HTML, "Server-sent events"). Not thread-safe.</summary>
internal sealed class EventStream(HttpResponse response)
{
    private const int FlushBytes = 64 * 1024;
    private readonly ArrayBufferWriter<byte> _buffer = new(4 * 1024);

    /// <summary>True when so much waits to be sent that it should be.</summary>
    public bool IsFull => _buffer.WrittenCount >= FlushBytes;

    /// <summary>Begins the answer.</summary>
    public Task BeginAsync(CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";

        // Proxies that hold answers back would make a live tail a late one.
        response.Headers["X-Accel-Buffering"] = "no";
        Comment("open");
        return FlushAsync(cancellationToken);
    }

    /// <summary>A record, with its id to resume behind.</summary>
    public void Record(ulong id, ReadOnlySpan<byte> beginning, ReadOnlySpan<byte> rest)
    {
        Write(string.Create(CultureInfo.InvariantCulture, $"id: {id}\ndata: "));
        _buffer.Write(beginning);
        _buffer.Write(rest);
        _buffer.Write("\n\n"u8);
        response.HttpContext.CountRows(1);
    }

    /// <summary>How many records were not shown; null when nobody knows.</summary>
    public void Missed(long? records) =>
        Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"event: missed\ndata: {{\"records\":{records?.ToString() ?? "null"}}}\n\n"
            )
        );

    /// <summary>A line that clients pass over.</summary>
    public void Comment(string text) => Write($": {text}\n\n");

    /// <summary>Sends what was written.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
        _buffer.ResetWrittenCount();
    }

    private void Write(string text) => _buffer.Write(Encoding.UTF8.GetBytes(text));
}
