using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Schemas;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>Protects a log record: its body, its fields, its attributes and their names, and what is known of the program that wrote
/// it.</summary>
/// <param name="redactor">Protects texts.</param>
/// <param name="classes">What contracts say of fields; null for nothing.</param>
internal sealed class Redact(Redactor redactor, IFieldClasses? classes = null) : ILogStage
{
    private readonly AttributeRedactor _attributes = new(redactor);
    private readonly ClassRedactor? _classes = classes is null ? null : new ClassRedactor(redactor, classes);
    private readonly bool _coversUsers = redactor.Rules.Wants(PiiKind.User);

    public Verdict Apply(LogRecord record, in StageContext context)
    {
        var scratch = context.Scratch;
        var tally = default(RedactionTally);
        _classes?.Redact(record, context.Tenant, scratch, ref tally);
        var tape = TextTape.Begin();
        RecordTexts.Put(record, redactor.Clean, tape);
        if (_coversUsers)
        {
            record.UserId = redactor.ReplaceWhole(record.UserId, (byte)PiiKind.User, scratch, ref tally);
        }
        else
        {
            RecordTexts.PutUser(record, tape);
        }

        _attributes.Put(record.Attributes, tape, scratch, ref tally);
        redactor.RedactTape(tape, record.Attributes, scratch, ref tally);
        var replaced = tape.Replaced;
        for (var i = replaced.Length - 1; i >= 0; i--)
        {
            if (!RecordTexts.TrySet(record, in replaced[i]))
            {
                AttributeRedactor.Set(record.Attributes, in replaced[i]);
            }
        }

        tally.Mark(record.Attributes, redactor.Rules, scratch);
        _attributes.RedactResource(record);
        return Verdict.Keep;
    }
}
