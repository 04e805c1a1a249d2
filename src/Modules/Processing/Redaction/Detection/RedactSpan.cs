using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>Protects a span: its name, its fields, its attributes, and those of its events and links.</summary>
internal sealed class RedactSpan(Redactor redactor)
{
    private readonly AttributeRedactor _attributes = new(redactor);
    private readonly bool _coversUsers = redactor.Rules.Wants(PiiKind.User);

    /// <summary>Changes the span in place.</summary>
    public void Apply(SpanRecord span, ScratchBuffer scratch)
    {
        var tally = default(RedactionTally);
        span.Name = redactor.Redact(span.Name, default, scratch, ref tally);
        span.StatusMessage = redactor.Redact(span.StatusMessage, default, scratch, ref tally);
        span.TraceState = redactor.Redact(span.TraceState, default, scratch, ref tally);
        span.HttpRoute = redactor.Redact(span.HttpRoute, default, scratch, ref tally);
        span.PeerService = redactor.Redact(span.PeerService, default, scratch, ref tally);
        span.CorrelationId = redactor.Redact(span.CorrelationId, default, scratch, ref tally);
        span.RequestId = redactor.Redact(span.RequestId, default, scratch, ref tally);
        span.ServiceName = redactor.Redact(span.ServiceName, default, scratch, ref tally);
        span.UserId = _coversUsers
            ? redactor.ReplaceWhole(span.UserId, (byte)PiiKind.User, scratch, ref tally)
            : redactor.Redact(span.UserId, default, scratch, ref tally);
        foreach (ref var item in span.Events.Items)
        {
            item = item with { Name = redactor.Redact(item.Name, default, scratch, ref tally) };
        }

        _attributes.Redact(span.Attributes, scratch, ref tally);
        _attributes.RedactInPlace(span.Events.Attributes, scratch, ref tally);
        _attributes.RedactInPlace(span.Links.Attributes, scratch, ref tally);
        tally.Mark(span.Attributes, redactor.Rules, scratch);
        _attributes.RedactResource(span);
    }
}
