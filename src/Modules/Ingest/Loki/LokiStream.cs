using System.Buffers.Text;
using Monolith.Ingest.Json;
using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Loki;

/// <summary>
/// The stream that a decoder is in: it makes records of its lines. Labels become the resource, which all lines of the stream
/// share, structured metadata become attributes. The table is in docs/ingest/loki.md.
/// </summary>
internal sealed class LokiStream(DecodeLimits limits, ILogPipelineBatch batch)
{
    private readonly ScratchBuffer.Mark _emptyScratch = batch.Scratch.Position;
    private ScratchBuffer.Mark _afterLabels = batch.Scratch.Position;
    private RankedField _service = RankedField.None;
    private RankedField _labelledLevel = RankedField.None;
    private RankedField _level = RankedField.None;
    private string? _badLabels;
    private long _position;

    /// <inheritdoc cref="DecodeLimits.MaxDepth"/>
    public int MaxDepth => limits.MaxDepth;

    /// <summary>Memory for values that are no slices of the request.</summary>
    public ScratchBuffer Scratch => batch.Scratch;

    /// <summary>Whether a line, or the labels of a stream, have more bytes than they may. Decoders ask before they repair text,
    /// which can make three bytes of one.</summary>
    public bool IsTooLarge(int bytes) => bytes > limits.MaxRecordBytes;

    /// <summary>A stream begins: forgets the one before.</summary>
    public void BeginLabels()
    {
        batch.Scratch.Rewind(_emptyScratch);
        batch.Record.ClearResource();
        (_service, _labelledLevel, _badLabels) = (RankedField.None, RankedField.None, null);
    }

    /// <summary>One label. One without a value is none, as in Loki.</summary>
    public void AddLabel(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        if (value.IsEmpty)
        {
            return;
        }

        var asService = LokiNames.RankAsService(name.Span);
        if (asService < _service.Rank)
        {
            _service = new RankedField(asService, name, value);
        }

        var resource = batch.Record.Resource;
        if (!TryTakeLevel(ref _labelledLevel, name, value, resource))
        {
            resource.Add(LokiNames.OfResource(name), value);
        }
    }

    /// <summary>The labels are too many to be read.</summary>
    public void RefuseLabels() => EndLabels("The labels of the stream are larger than a line may be.");

    /// <summary>All labels are known.</summary>
    /// <param name="problem">What is wrong with them, if something is. Then every line of the stream is refused.</param>
    public void EndLabels(string? problem = null)
    {
        _afterLabels = batch.Scratch.Position;
        _badLabels = problem;
    }

    /// <summary>A line begins, with what belongs to it.</summary>
    /// <exception cref="Platform.Problems.TooLargeException">It is one more than a request may have.</exception>
    public void BeginLine()
    {
        limits.CheckCount(++_position);
        _level = RankedField.None;
    }

    /// <summary>One pair of a line's structured metadata.</summary>
    public void AddMetadata(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        var record = batch.Record;
        if (record.TraceId.IsEmpty && LokiNames.IsTraceId(name.Span))
        {
            (record.TraceId, record.IdsAreText) = (value, true);
        }
        else if (record.SpanId.IsEmpty && LokiNames.IsSpanId(name.Span))
        {
            (record.SpanId, record.IdsAreText) = (value, true);
        }
        else if (!TryTakeLevel(ref _level, name, value, record.Attributes))
        {
            record.Attributes.Add(name, value);
        }
    }

    /// <summary>The line is whole.</summary>
    /// <param name="timeUnixNano">When it was written.</param>
    /// <param name="line">What it says.</param>
    /// <param name="raw">All of it as it came.</param>
    public void Submit(long timeUnixNano, ReadOnlyMemory<byte> line, ReadOnlyMemory<byte> raw)
    {
        if (_badLabels is not null)
        {
            Reject(RejectReason.InvalidLabels, _badLabels, raw);
            return;
        }

        if (TryRejectTooLarge(raw))
        {
            return;
        }

        var record = batch.Record;
        record.TimeUnixNano = timeUnixNano;
        record.ServiceName = _service.Value;
        record.Body = line;
        FillSeverity(record, JsonLine.Lift(line, record, batch.Scratch));
        batch.Submit(_position, raw);
        batch.Scratch.Rewind(_afterLabels);
    }

    /// <summary>Refuses the line that has begun, if it is larger than one may be.</summary>
    public bool TryRejectTooLarge(ReadOnlyMemory<byte> raw)
    {
        if (!IsTooLarge(raw.Length))
        {
            return false;
        }

        Reject(RejectReason.RecordTooLarge, limits.RecordTooLargeDetail, raw);
        return true;
    }

    /// <summary>The line cannot be read.</summary>
    public void Reject(RejectReason reason, string detail, ReadOnlyMemory<byte> raw)
    {
        batch.Reject(reason, detail, _position, raw);
        batch.Scratch.Rewind(_afterLabels);
    }

    /// <summary>Keeps the level that goes before the others; those are like any other field.</summary>
    private static bool TryTakeLevel(
        ref RankedField level,
        ReadOnlyMemory<byte> name,
        ReadOnlyMemory<byte> value,
        AttributeList others
    )
    {
        var rank = LokiNames.RankAsLevel(name.Span);
        if (value.IsEmpty || rank >= level.Rank)
        {
            return false;
        }

        if (level.Rank != LokiNames.Unranked)
        {
            others.Add(level.Name, level.Value);
        }

        level = new RankedField(rank, name, value);
        return true;
    }

    // Loki's order: what an agent has detected, the label, other metadata, the line itself.
    private void FillSeverity(LogRecord record, ReadOnlyMemory<byte> levelOfLine)
    {
        var hasLabel = _labelledLevel.Rank != LokiNames.Unranked;
        var hasMetadata = _level.Rank != LokiNames.Unranked;
        if (hasLabel && _level.Rank != LokiNames.First)
        {
            Fill(record, _labelledLevel.Value);
            if (hasMetadata && !_level.Value.Span.SequenceEqual(_labelledLevel.Value.Span))
            {
                record.Attributes.Add(_level.Name, _level.Value);
            }
        }
        else
        {
            Fill(record, hasMetadata ? _level.Value : levelOfLine);
        }
    }

    private static void Fill(LogRecord record, ReadOnlyMemory<byte> level)
    {
        if (Utf8Parser.TryParse(level.Span, out int number, out var read) && read == level.Length)
        {
            record.Severity = SeverityScales.OfLevel(number);
        }

        if (record.Severity == SeverityNumber.Unspecified)
        {
            record.SeverityText = level;
        }
    }

    /// <summary>The best field that was found of several that could be taken.</summary>
    private readonly record struct RankedField(int Rank, ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value)
    {
        public static readonly RankedField None = new(LokiNames.Unranked, default, default);
    }
}
