using System.Text.Unicode;
using Monolith.Ingest.Json;
using Monolith.Platform.Buffers;
using Monolith.Platform.Json;
using Monolith.Platform.Problems;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Seq;

/// <summary>
/// Finds the events in a body and hands them to the pipeline: one object of CLEF a line, or the form that Seq had before it,
/// <c>{"Events":[{"Timestamp":…}]}</c>. A bad event never touches its neighbours.
/// </summary>
internal ref struct ClefDecoder
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly DecodeLimits _limits;
    private readonly ILogPipelineBatch _batch;
    private readonly ClefReader _reader;
    private readonly ScratchBuffer.Mark _emptyScratch;
    private readonly bool _isUtf8;
    private readonly int _start;
    private JsonScanner _scanner;
    private long _records;

    public ClefDecoder(ReadOnlyMemory<byte> body, DecodeLimits limits, ILogPipelineBatch batch)
    {
        _body = body;
        _limits = limits;
        _batch = batch;
        _emptyScratch = batch.Scratch.Position;
        _isUtf8 = Utf8.IsValid(body.Span);
        _start = body.Span.StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0;
        _scanner = new JsonScanner(body.Span, _start, linesEnd: false);
        IsRaw = TryEnterEvents();
        _reader = new ClefReader(body, IsRaw, limits.MaxDepth, batch);
    }

    // Both forms come to the same addresses with the same content type: the body tells which one it is.
    private bool IsRaw { get; }

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="TooLargeException">It holds more events than one request may.</exception>
    public void Decode()
    {
        if (IsRaw)
        {
            DecodeEvents();
        }
        else
        {
            DecodeLines();
        }
    }

    private bool TryEnterEvents()
    {
        _scanner.SkipSpace();
        var isFirst = true;
        return _scanner.TryOpen((byte)'{')
            && _scanner.TryNextProperty(ref isFirst, out var name)
            && _body.Span.Slice(name.Start, name.Length).SequenceEqual("Events"u8)
            && _scanner.TryOpen((byte)'[');
    }

    private void DecodeLines()
    {
        var json = _body.Span;
        var line = 1L;
        for (var at = _start; at < json.Length; line++)
        {
            var length = json[at..].IndexOf((byte)'\n');
            var end = length < 0 ? json.Length : at + length;
            var space = json[at..end].IndexOfAnyExcept(" \t\r"u8);
            if (space >= 0)
            {
                DecodeLine(at + space, end, line);
            }

            at = end + 1;
        }
    }

    private void DecodeLine(int start, int end, long line)
    {
        var raw = _body[start..end];
        _scanner = new JsonScanner(_body.Span, start, linesEnd: true);
        if (!_reader.TryRead(ref _scanner))
        {
            Reject(_reader.Reason, _reader.Detail, line, raw);
        }
        else if (_body.Span[_scanner.At..end].IndexOfAnyExcept(" \t\r"u8) >= 0)
        {
            Reject(RejectReason.InvalidJson, "There is more on the line than one event.", line, raw);
        }
        else
        {
            Submit(line, raw);
        }
    }

    private void DecodeEvents()
    {
        var isFirst = true;
        var position = 0L;
        while (_scanner.TryNextItem((byte)']', ref isFirst))
        {
            DecodeEvent(++position);
        }

        if (_scanner.Problem is null)
        {
            _scanner.SkipSpace();
            _scanner.TryTake((byte)'}', "The body breaks off after its events.");
            _scanner.SkipSpace();
        }

        if (_scanner.Problem is not null || _scanner.At < _body.Length)
        {
            var problem = _scanner.Problem ?? "There is more after the events.";
            Reject(RejectReason.InvalidJson, problem, position + 1, _body[_scanner.At..]);
        }
    }

    private void DecodeEvent(long position)
    {
        var start = _scanner.At;
        if (_reader.TryRead(ref _scanner))
        {
            Submit(position, _body[start.._scanner.At]);
            return;
        }

        var end = _scanner.EndByBrackets(start);
        end = end < 0 ? _body.Length : end;
        Reject(_reader.Reason, _reader.Detail, position, _body[start..end]);
        _scanner = new JsonScanner(_body.Span, end, linesEnd: false);
    }

    private void Submit(long position, ReadOnlyMemory<byte> raw)
    {
        if (raw.Length > _limits.MaxRecordBytes)
        {
            Reject(RejectReason.RecordTooLarge, _limits.RecordTooLargeDetail, position, raw);
        }
        else if (!_isUtf8 && !Utf8.IsValid(raw.Span))
        {
            Reject(RejectReason.InvalidUtf8, "The event is not UTF-8.", position, raw);
        }
        else
        {
            _limits.CheckCount(++_records);
            _batch.Submit(position, raw);
            _batch.Scratch.Rewind(_emptyScratch);
        }
    }

    private void Reject(RejectReason reason, string detail, long position, ReadOnlyMemory<byte> raw)
    {
        _limits.CheckCount(++_records);
        _batch.Reject(reason, detail, position, raw);
        _batch.Scratch.Rewind(_emptyScratch);
    }
}
