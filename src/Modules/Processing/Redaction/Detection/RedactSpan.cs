using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>Protects a span: its name, its fields, its attributes, and those of its events and links.</summary>
internal sealed class RedactSpan(Redactor redactor)
{
    private readonly RecordRedactor<SpanRecord, SpanTexts> _spans = new(redactor);

    /// <summary>Changes the span in place.</summary>
    public void Apply(SpanRecord span, ScratchBuffer scratch)
    {
        var tally = default(RedactionTally);
        _spans.Redact(span, scratch, ref tally);
        foreach (ref var item in span.Events.Items)
        {
            item = item with { Name = redactor.Redact(item.Name, default, scratch, ref tally) };
        }

        _spans.Attributes.RedactInPlace(span.Events.Attributes, scratch, ref tally);
        _spans.Attributes.RedactInPlace(span.Links.Attributes, scratch, ref tally);
        RedactionMark.Leave(span.Attributes, in tally, redactor.Rules, scratch);
        _spans.Attributes.RedactResource(span);
    }
}
