using System.Text.Unicode;
using Monolith.Ingest.Json;
using Monolith.Ingest.Sockets;
using Monolith.Platform.Json;
using Monolith.Platform.Problems;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Gelf;

/// <summary>Hands GELF messages to the pipeline. Mostly there is one; several may follow one another.</summary>
internal sealed class GelfDecoder(DecodeLimits limits) : IMessageDecoder
{
    /// <inheritdoc/>
    public void Decode(in SocketMessage message, ILogPipelineBatch batch)
    {
        if (message.Bytes.Length > limits.MaxRecordBytes)
        {
            batch.Reject(RejectReason.RecordTooLarge, limits.RecordTooLargeDetail, message.Position, message.Bytes);
            return;
        }

        Decode(message.Bytes, message.Peer, message.Position, batch);
    }

    /// <summary>Reads the messages of a request.</summary>
    /// <exception cref="TooLargeException">It holds more records than one request may.</exception>
    public void Decode(ReadOnlyMemory<byte> body, ILogPipelineBatch batch) => Decode(body, default, 1, batch);

    private void Decode(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> peer, long position, ILogPipelineBatch batch)
    {
        var mark = batch.Scratch.Position;
        for (var at = SkipSpace(body.Span, 0); at < body.Length; position++)
        {
            limits.CheckCount(position);
            var reader = new GelfReader(body, at, limits, batch);
            var end = reader.TryRead(peer)
                ? Submit(body[at..reader.At], position, batch) + at
                : Reject(reader, body, at, position, batch);
            if (reader.HostIsRewritten)
            {
                // It lies in memory that is given back.
                batch.Record.ClearResource();
            }

            batch.Scratch.Rewind(mark);
            at = SkipSpace(body.Span, end);
        }
    }

    private int Submit(ReadOnlyMemory<byte> raw, long position, ILogPipelineBatch batch)
    {
        if (raw.Length > limits.MaxRecordBytes)
        {
            batch.Reject(RejectReason.RecordTooLarge, limits.RecordTooLargeDetail, position, raw);
        }
        else if (!Utf8.IsValid(raw.Span))
        {
            batch.Reject(RejectReason.InvalidUtf8, "The message is not UTF-8.", position, raw);
        }
        else
        {
            batch.Submit(position, raw);
        }

        return raw.Length;
    }

    private static int Reject(
        GelfReader reader,
        ReadOnlyMemory<byte> body,
        int at,
        long position,
        ILogPipelineBatch batch
    )
    {
        var end = body.Span[at] == (byte)'{' ? new JsonScanner(body.Span, 0, linesEnd: false).EndByBrackets(at) : -1;
        end = end < 0 ? body.Length : end;
        batch.Reject(reader.Reason, reader.Detail, position, body[at..end]);
        return end;
    }

    private static int SkipSpace(ReadOnlySpan<byte> bytes, int at)
    {
        var space = bytes[at..].IndexOfAnyExcept(" \t\r\n"u8);
        return space < 0 ? bytes.Length : at + space;
    }
}
