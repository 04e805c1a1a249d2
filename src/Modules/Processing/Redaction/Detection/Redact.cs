using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Schemas;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>Protects a log record: its body, its fields, its attributes and their names, and what is known of the program that wrote
/// it.</summary>
/// <param name="redactor">Protects texts.</param>
/// <param name="classes">What contracts say of fields; null for nothing.</param>
internal sealed class Redact(Redactor redactor, IFieldClasses? classes = null) : RecordStage
{
    private readonly RecordRedactor<LogRecord, LogTexts> _records = new(redactor);
    private readonly ClassRedactor? _classes = classes is null ? null : new ClassRedactor(redactor, classes);

    /// <summary>Protects spans by the same rules.</summary>
    public RedactSpan Spans { get; } = new(redactor);

    public override Verdict Apply(LogRecord record, in StageContext context)
    {
        var scratch = context.Scratch;
        var tally = default(RedactionTally);
        _classes?.Redact(record, context.Tenant, scratch, ref tally);
        _records.Redact(record, scratch, ref tally);
        RedactionMark.Leave(record.Attributes, in tally, redactor.Rules, scratch);
        _records.Attributes.RedactResource(record);
        return Verdict.Keep;
    }
}
