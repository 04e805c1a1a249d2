using System.Buffers;
using Microsoft.AspNetCore.Http;
using Monolith.Audit.Contracts;

namespace Monolith.Explore;

/// <summary>An answer that is sent while the engine finds it.</summary>
/// <param name="response">Where it goes.</param>
/// <param name="contentType">What it is.</param>
internal sealed class StreamedAnswer(HttpResponse response, string contentType)
{
    // An answer up to this size goes out whole, so that an engine that fails in its midst can still be told by a status.
    // Behind it a failure can only break the answer off.
    private const int BufferBytes = 256 * 1024;

    /// <summary>Where to write.</summary>
    public ArrayBufferWriter<byte> Buffer { get; } = new(16 * 1024);

    /// <summary>Sends what was written once it is much.</summary>
    public ValueTask FlushIfFullAsync(CancellationToken cancellationToken) =>
        Buffer.WrittenCount < BufferBytes ? ValueTask.CompletedTask : new ValueTask(FlushAsync(cancellationToken));

    /// <summary>Says that a row was written.</summary>
    public void CountRow() => response.HttpContext.CountRows(1);

    /// <summary>Writes objects one after the other, with commas between them.</summary>
    public async Task WriteListAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> objects,
        CancellationToken cancellationToken
    )
    {
        var isFirst = true;
        await foreach (var item in objects.WithCancellation(cancellationToken))
        {
            Buffer.Write(isFirst ? default : ",\n"u8);
            Buffer.Write(item.Span);
            CountRow();
            isFirst = false;
            await FlushIfFullAsync(cancellationToken);
        }
    }

    /// <summary>Sends what was written.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (!response.HasStarted)
        {
            response.ContentType = contentType;
        }

        await response.Body.WriteAsync(Buffer.WrittenMemory, cancellationToken);
        Buffer.ResetWrittenCount();
    }
}
