using System.Globalization;
using Microsoft.Extensions.Options;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;
using Monolith.Storage.Contracts;

namespace Monolith.Processing.Spans;

/// <summary>
/// Checks that a span is whole and makes it like all others: every field that a span must have is there, well-known
/// attributes are in the fields made for them. Thread-safe; never throws on what a client sent. The table is in
/// docs/ingest/traces.md.
/// </summary>
internal sealed class NormaliseSpan(IOptions<ProcessingOptions> options, IOptions<RetentionOptions> retention)
{
    private const int TraceIdBytes = 16;
    private const int SpanIdBytes = 8;

    private static readonly ReadOnlyMemory<byte> UnknownService = "unknown_service"u8.ToArray();

    private static readonly Verdict NoTraceId = Invalid("A span has a trace id of 16 bytes, not all of them zero.");
    private static readonly Verdict NoSpanId = Invalid("A span has an id of 8 bytes, not all of them zero.");
    private static readonly Verdict BadParent = Invalid("The id of a parent has 8 bytes.");
    private static readonly Verdict BadLink = Invalid("The ids of a link have 16 and 8 bytes.");
    private static readonly Verdict NoTimes = Invalid("A span has a time at which it began and one at which it ended.");

    private readonly RecordBounds _bounds = new(options.Value, retention.Value);
    private readonly int _maxEvents = options.Value.MaxSpanEvents;
    private readonly Verdict _tooManyEvents = Verdict.Reject(
        RejectReason.TooManyEvents,
        string.Create(
            CultureInfo.InvariantCulture,
            $"A span may have {options.Value.MaxSpanEvents} events and as many links."
        )
    );

    /// <summary>Checks a span and changes it in place.</summary>
    /// <param name="span">The span.</param>
    /// <param name="receivedUnixNano">When it came.</param>
    public Verdict Apply(SpanRecord span, long receivedUnixNano)
    {
        if (CheckIds(span) is { Fate: not Fate.Keep } invalid)
        {
            return invalid;
        }

        if (CheckSizes(span) is { Fate: not Fate.Keep } tooLarge)
        {
            return tooLarge;
        }

        if (span.StartUnixNano == 0 || span.EndUnixNano == 0)
        {
            return NoTimes;
        }

        if (_bounds.CheckTime(span.StartUnixNano, receivedUnixNano) is { Fate: not Fate.Keep } outOfRange)
        {
            return outOfRange;
        }

        FillTimes(span);
        if (span.ServiceName.IsEmpty)
        {
            span.ServiceName = UnknownService;
        }

        SpanAttributes.MoveToFields(span);
        return Verdict.Keep;
    }

    private static Verdict CheckIds(SpanRecord span)
    {
        if (span.TraceId.Length != TraceIdBytes || IsZero(span.TraceId.Span))
        {
            return NoTraceId;
        }

        if (span.SpanId.Length != SpanIdBytes || IsZero(span.SpanId.Span))
        {
            return NoSpanId;
        }

        if (span.ParentSpanId.Length is not (0 or SpanIdBytes))
        {
            return BadParent;
        }

        foreach (ref readonly var link in span.Links.Items)
        {
            if (link.TraceId.Length is not (0 or TraceIdBytes) || link.SpanId.Length is not (0 or SpanIdBytes))
            {
                return BadLink;
            }
        }

        return Verdict.Keep;
    }

    private Verdict CheckSizes(SpanRecord span)
    {
        if (span.Events.Count > _maxEvents || span.Links.Count > _maxEvents)
        {
            return _tooManyEvents;
        }

        var most = span.Attributes.Count;
        for (var i = 0; i < span.Events.Count; i++)
        {
            most = Math.Max(most, span.Events.AttributesOf(i).Length);
        }

        for (var i = 0; i < span.Links.Count; i++)
        {
            most = Math.Max(most, span.Links.AttributesOf(i).Length);
        }

        return _bounds.CheckAttributes(most);
    }

    private static void FillTimes(SpanRecord span)
    {
        // A clock that was set back while the span lasted: it took some time, and nobody knows how much.
        span.EndUnixNano = Math.Max(span.StartUnixNano, span.EndUnixNano);
        foreach (ref var item in span.Events.Items)
        {
            if (item.TimeUnixNano == 0)
            {
                item = item with { TimeUnixNano = span.StartUnixNano };
            }
        }
    }

    // W3C trace context: an id of zeros alone stands for none.
    private static bool IsZero(ReadOnlySpan<byte> id) => id.IndexOfAnyExcept((byte)0) < 0;

    private static Verdict Invalid(string detail) => Verdict.Reject(RejectReason.InvalidSpan, detail);
}
