using System.Text.Unicode;
using Monolith.Ingest.Json;
using Monolith.Platform.Json;
using Monolith.Platform.Problems;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Loki;

/// <summary>
/// Finds the lines in a push request in JSON: streams of <c>{"stream":{…},"values":[["time","line",{…}]]}</c>, or of
/// <c>{"labels":"{…}","entries":[{"ts":…,"line":…}]}</c> as Loki's first API had them.
/// </summary>
internal ref struct LokiJsonDecoder(ReadOnlyMemory<byte> body, LokiStream stream)
{
    private const int NoLines = -1;

    private readonly bool _isUtf8 = Utf8.IsValid(body.Span);
    private JsonScanner _scanner = new(body.Span, 0, linesEnd: false);
    private ReadOnlyMemory<byte> _labels;
    private string _problemOfLine = "";
    private RejectReason _reasonOfLine;

    // How Go writes a list that has nothing in it.
    private readonly bool IsNull => _scanner.Next == (byte)'n';

    /// <summary>Reads the whole request.</summary>
    /// <exception cref="InvalidRequestException">It is no such request. Then nothing of it must be committed.</exception>
    /// <exception cref="TooLargeException">It holds more lines than one request may.</exception>
    public void Decode()
    {
        stream.BeginLabels();
        _scanner.SkipSpace();
        if (!TryReadRequest())
        {
            throw new InvalidRequestException("body", $"The body is no push request in JSON. {_scanner.Problem}");
        }
    }

    private bool TryReadRequest()
    {
        if (!_scanner.TryOpen((byte)'{'))
        {
            return false;
        }

        var isFirst = true;
        while (_scanner.TryNextProperty(ref isFirst, out var name))
        {
            if (!(Is(name, "streams"u8) ? TryReadStreams() : TryPass()))
            {
                return false;
            }
        }

        _scanner.SkipSpace();
        return _scanner.Problem is null
            && (_scanner.At == body.Length || _scanner.Fail("There is more after the request."));
    }

    private bool TryReadStreams()
    {
        if (!_scanner.TryOpen((byte)'['))
        {
            return false;
        }

        var isFirst = true;
        while (_scanner.TryNextItem((byte)']', ref isFirst))
        {
            if (!TryReadStream())
            {
                return false;
            }
        }

        return _scanner.Problem is null;
    }

    private bool TryReadStream()
    {
        if (!_scanner.TryOpen((byte)'{'))
        {
            return false;
        }

        var (isFirst, hasLabels, lines) = (true, false, NoLines);
        while (_scanner.TryNextProperty(ref isFirst, out var name))
        {
            bool isRead;
            if (Is(name, "stream"u8) || Is(name, "labels"u8))
            {
                hasLabels = true;
                isRead = TryReadLabels();
            }
            else if (!Is(name, "values"u8) && !Is(name, "entries"u8))
            {
                isRead = TryPass();
            }
            else if (hasLabels)
            {
                isRead = TryReadLines();
            }
            else
            {
                // The lines come before the labels that hold for them: back to them when the labels are known.
                lines = _scanner.At;
                isRead = TryPass();
            }

            if (!isRead)
            {
                return false;
            }
        }

        return _scanner.Problem is null && (lines == NoLines || TryReadLinesAt(lines, hasLabels));
    }

    private bool TryReadLinesAt(int start, bool hasLabels)
    {
        if (!hasLabels)
        {
            _labels = default;
            stream.BeginLabels();
            stream.EndLabels("The stream has no labels.");
        }

        var end = _scanner.At;
        _scanner = new JsonScanner(body.Span, start, linesEnd: false);
        if (!TryReadLines())
        {
            return false;
        }

        _scanner = new JsonScanner(body.Span, end, linesEnd: false);
        return true;
    }

    private bool TryReadLabels()
    {
        // Clients that make a stream of each line send the same labels over and over. No JSON value but a number begins with
        // another one, so the same bytes are the same labels.
        var start = _scanner.At;
        if (_labels.Length > 0 && body.Span[start..].StartsWith(_labels.Span))
        {
            _scanner = new JsonScanner(body.Span, start + _labels.Length, linesEnd: false);
            return true;
        }

        _labels = default;
        stream.BeginLabels();
        if (IsTooLargeToRepair())
        {
            stream.RefuseLabels();
            return TryPassLoosely();
        }

        if (!(_scanner.Next == (byte)'"' ? TryReadLabelsText() : TryReadLabelsObject()))
        {
            return false;
        }

        _labels = body[start.._scanner.At];
        return true;
    }

    private bool TryReadLabelsText()
    {
        if (!_scanner.TryTakeString(out var text))
        {
            return false;
        }

        stream.EndLabels(LabelsText.Read(Read(text), stream));
        return true;
    }

    private bool TryReadLabelsObject()
    {
        if (!_scanner.TryOpen((byte)'{'))
        {
            return false;
        }

        var isFirst = true;
        while (_scanner.TryNextProperty(ref isFirst, out var name))
        {
            if (!TryReadValue(out var value))
            {
                return false;
            }

            stream.AddLabel(Read(name), value);
        }

        stream.EndLabels();
        return _scanner.Problem is null;
    }

    private bool TryReadLines()
    {
        if (IsNull)
        {
            return TryPass();
        }

        if (!_scanner.TryOpen((byte)'['))
        {
            return false;
        }

        var isFirst = true;
        while (_scanner.TryNextItem((byte)']', ref isFirst))
        {
            if (!TryReadOrRejectLine())
            {
                return false;
            }
        }

        return _scanner.Problem is null;
    }

    private bool TryReadOrRejectLine()
    {
        var atStart = _scanner;
        stream.BeginLine();
        if (IsTooLargeToRepair())
        {
            return TryPassLoosely() && stream.TryRejectTooLarge(body[atStart.At.._scanner.At]);
        }

        _problemOfLine = "";
        var isRead =
            _scanner.Next == (byte)'{' ? TryReadEntry(out var time, out var line) : TryReadValues(out time, out line);
        if (isRead)
        {
            stream.Submit(time, line, body[atStart.At.._scanner.At]);
            return true;
        }

        // A line that is none is refused alone, as long as its brackets tell where the next one begins.
        var problem = _problemOfLine.Length > 0 ? _problemOfLine : _scanner.Problem!;
        _scanner = atStart;
        if (!TryPassLoosely())
        {
            return false;
        }

        stream.Reject(_reasonOfLine, problem, body[atStart.At.._scanner.At]);
        return true;
    }

    // ["1772600767000000000", "what it says", {"trace_id": "…"}]
    private bool TryReadValues(out long time, out ReadOnlyMemory<byte> line)
    {
        (time, line, _reasonOfLine) = (0, default, RejectReason.InvalidJson);
        if (!_scanner.TryOpen((byte)'['))
        {
            return false;
        }

        var (isFirst, place) = (true, 0);
        while (_scanner.TryNextItem((byte)']', ref isFirst))
        {
            var isRead = place switch
            {
                0 => TryReadTime(out time),
                1 => TryReadText(out line),
                2 => TryReadMetadata(),
                _ => FailLine("A line has two parts, its time and its text, or metadata as a third."),
            };
            if (!isRead)
            {
                return false;
            }

            place++;
        }

        return _scanner.Problem is null
            && (place >= 2 || FailLine("A line has two parts, its time and its text, or metadata as a third."));
    }

    // {"ts": "2026-03-04T05:06:07Z", "line": "what it says", "structuredMetadata": {…}}
    private bool TryReadEntry(out long time, out ReadOnlyMemory<byte> line)
    {
        (time, line, _reasonOfLine) = (0, default, RejectReason.InvalidJson);
        var isFirst = true;
        _scanner.TryOpen((byte)'{');
        while (_scanner.TryNextProperty(ref isFirst, out var name))
        {
            var isRead =
                Is(name, "ts"u8) ? TryReadTime(out time)
                : Is(name, "line"u8) ? TryReadText(out line)
                : Is(name, "structuredMetadata"u8) ? TryReadMetadata()
                : TryPass();
            if (!isRead)
            {
                return false;
            }
        }

        return _scanner.Problem is null;
    }

    private bool TryReadTime(out long time)
    {
        time = 0;
        if (!_scanner.TryTakeScalar(out var text))
        {
            return false;
        }

        if (TimeText.TryRead(body.Span.Slice(text.Start, text.Length), out time))
        {
            return true;
        }

        _reasonOfLine = RejectReason.InvalidTime;
        return FailLine("The time of the line cannot be read.");
    }

    private bool TryReadText(out ReadOnlyMemory<byte> line)
    {
        line = default;
        if (!_scanner.TryTakeString(out var text))
        {
            return false;
        }

        line = Read(text);
        return true;
    }

    private bool TryReadMetadata()
    {
        if (IsNull)
        {
            return TryPass();
        }

        if (!_scanner.TryOpen((byte)'{'))
        {
            return false;
        }

        var isFirst = true;
        while (_scanner.TryNextProperty(ref isFirst, out var name))
        {
            if (!TryReadValue(out var value))
            {
                return false;
            }

            stream.AddMetadata(Read(name), value);
        }

        return _scanner.Problem is null;
    }

    /// <summary>Reads a label's or a metadata's value. Loki wants strings; everything else is kept as JSON writes it.</summary>
    private bool TryReadValue(out ReadOnlyMemory<byte> value)
    {
        var start = _scanner.At;
        if (_scanner.Next == (byte)'"')
        {
            return TryReadText(out value);
        }

        var isRead = TryPass();
        value = body[start.._scanner.At];
        value = value.Span.SequenceEqual("null"u8) ? default : value;
        return isRead;
    }

    private bool TryPass()
    {
        var isPassed = _scanner.TryTakeValue(stream.MaxDepth, out var tooDeep);
        _reasonOfLine = tooDeep ? RejectReason.TooDeep : _reasonOfLine;
        return isPassed;
    }

    private bool TryPassLoosely() =>
        _scanner.Next is (byte)'[' or (byte)'{' ? _scanner.TryPassNested() : _scanner.TryTakeScalar(out _);

    // Text that is UTF-8 needs no repair, and then nothing is larger than the body that it stands in.
    private readonly bool IsTooLargeToRepair()
    {
        var ahead = _scanner;
        return !_isUtf8
            && (ahead.Next is (byte)'[' or (byte)'{' ? ahead.TryPassNested() : ahead.TryTakeScalar(out _))
            && stream.IsTooLarge(ahead.At - _scanner.At);
    }

    private bool FailLine(string problem)
    {
        _problemOfLine = problem;
        return false;
    }

    private readonly bool Is(JsonText name, ReadOnlySpan<byte> expected) =>
        body.Span.Slice(name.Start, name.Length).SequenceEqual(expected);

    private readonly ReadOnlyMemory<byte> Read(JsonText text)
    {
        var plain = JsonEscapes.Read(body, text, stream.Scratch);
        return _isUtf8 ? plain : LooseUtf8.Repair(plain, stream.Scratch);
    }
}
