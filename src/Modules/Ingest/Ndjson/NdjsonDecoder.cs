using System.Text.Unicode;
using Monolith.Ingest.Json;
using Monolith.Platform.Buffers;
using Monolith.Platform.Json;
using Monolith.Platform.Problems;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Ndjson;

/// <summary>
/// Finds the records in a body of JSON and hands them to the pipeline: one object a line, an array of objects, or objects
/// that are spread over several lines. A bad record never touches its neighbours.
/// </summary>
/// <param name="body">The body.</param>
/// <param name="limits">The bounds of records.</param>
/// <param name="batch">Where the records go.</param>
/// <param name="defaults">What holds for records that do not say it themselves.</param>
internal ref struct NdjsonDecoder(
    ReadOnlyMemory<byte> body,
    DecodeLimits limits,
    ILogPipelineBatch batch,
    RequestDefaults? defaults = null
)
{
    private readonly RequestDefaults _defaults = defaults ?? RequestDefaults.None;
    private readonly bool _isUtf8 = Utf8.IsValid(body.Span);
    private readonly ScratchBuffer.Mark _emptyScratch = batch.Scratch.Position;
    private long _records;

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="TooLargeException">It holds more records than one request may.</exception>
    public void Decode()
    {
        var json = body.Span;
        var start = SkipSpace(json.StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0);
        var line = 1 + json[..start].Count((byte)'\n');
        if (start < json.Length && json[start] == (byte)'[')
        {
            DecodeArray(start + 1);
        }
        else if (IsSpread(start))
        {
            DecodeSpread(start, line);
        }
        else
        {
            DecodeLines(start, line);
        }
    }

    private void DecodeLines(int at, long line)
    {
        var json = body.Span;
        for (; at < json.Length; line++)
        {
            var space = json[at..].IndexOfAnyExcept(" \t\r"u8);
            var start = space < 0 ? json.Length : at + space;
            var isBlank = start == json.Length || json[start] == (byte)'\n';
            at = 1 + (isBlank ? start : DecodeLine(start, line));
        }
    }

    /// <summary>Reads the record of a line, and returns where the line ends.</summary>
    private int DecodeLine(int start, long line)
    {
        var json = body.Span;
        var reader = new JsonRecordReader(body, start, linesEnd: true, limits.MaxDepth, batch, _defaults.Aliases);
        if (!reader.TryRead())
        {
            var broken = EndOfLine(json, start);
            Reject(reader.Reason, reader.Detail, line, body[start..broken]);
            return broken;
        }

        var end = EndOfLine(json, reader.At);
        if (json[reader.At..end].IndexOfAnyExcept(" \t\r"u8) >= 0)
        {
            Reject(RejectReason.InvalidJson, "There is more on the line than one object.", line, body[start..end]);
        }
        else
        {
            Submit(line, body[start..end]);
        }

        return end;
    }

    private static int EndOfLine(ReadOnlySpan<byte> json, int at)
    {
        var length = json[at..].IndexOf((byte)'\n');
        return length < 0 ? json.Length : at + length;
    }

    private void DecodeArray(int at)
    {
        var json = body.Span;
        for (var position = 1L; ; position++)
        {
            at = SkipSpace(at);
            if (at < json.Length && json[at] == (byte)']')
            {
                break;
            }

            at = SkipSpace(DecodeSpreadRecord(at, position));
            var isSeparated = at < json.Length && json[at] is (byte)',' or (byte)']';
            if (!isSeparated)
            {
                Reject(
                    RejectReason.InvalidJson,
                    "The array breaks off after the record before.",
                    position + 1,
                    body[at..]
                );
                return;
            }

            at += json[at] == (byte)',' ? 1 : 0;
        }

        if (SkipSpace(at + 1) is var rest && rest < json.Length)
        {
            Reject(RejectReason.InvalidJson, "There is more after the array.", _records + 1, body[rest..]);
        }
    }

    // A line that an object is spread over ends in the middle of it; a record of its own line ends with its brace.
    private bool IsSpread(int start)
    {
        var json = body.Span[start..];
        var length = json.IndexOf((byte)'\n');
        return length > 0
            && json[0] == (byte)'{'
            && json[..length].TrimEnd(" \t\r"u8)[^1] is (byte)'{' or (byte)',' or (byte)'[' or (byte)':'
            && new JsonScanner(json, 0, linesEnd: false).EndByBrackets(0) > length;
    }

    private void DecodeSpread(int at, long line)
    {
        var json = body.Span;
        while (at < json.Length && json[at] == (byte)'{')
        {
            var next = SkipSpace(DecodeSpreadRecord(at, line));
            line += json[at..next].Count((byte)'\n');
            at = next;
        }

        // Whatever is left is no object, so it is best named line by line.
        DecodeLines(at, line);
    }

    /// <summary>Reads a record that may have line ends in it, and returns where it ends.</summary>
    private int DecodeSpreadRecord(int start, long position)
    {
        var reader = new JsonRecordReader(body, start, linesEnd: false, limits.MaxDepth, batch, _defaults.Aliases);
        if (reader.TryRead())
        {
            Submit(position, body[start..reader.At]);
            return reader.At;
        }

        var end = new JsonScanner(body.Span, 0, linesEnd: false).EndByBrackets(start);
        end = end < 0 ? body.Length : end;
        Reject(reader.Reason, reader.Detail, position, body[start..end]);
        return end;
    }

    private void Submit(long position, ReadOnlyMemory<byte> raw)
    {
        if (raw.Length > limits.MaxRecordBytes)
        {
            Reject(RejectReason.RecordTooLarge, limits.RecordTooLargeDetail, position, raw);
        }
        else if (!_isUtf8 && !Utf8.IsValid(raw.Span))
        {
            Reject(RejectReason.InvalidUtf8, "The record is not UTF-8.", position, raw);
        }
        else
        {
            limits.CheckCount(++_records);
            if (batch.Record.ServiceName.IsEmpty)
            {
                batch.Record.ServiceName = _defaults.Service;
            }

            batch.Submit(position, raw);
            batch.Scratch.Rewind(_emptyScratch);
        }
    }

    private void Reject(RejectReason reason, string detail, long position, ReadOnlyMemory<byte> raw)
    {
        limits.CheckCount(++_records);
        batch.Reject(reason, detail, position, raw);
        batch.Scratch.Rewind(_emptyScratch);
    }

    private int SkipSpace(int at)
    {
        var space = body.Span[at..].IndexOfAnyExcept(" \t\r\n"u8);
        return space < 0 ? body.Length : at + space;
    }
}
