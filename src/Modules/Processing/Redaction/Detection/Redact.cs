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
        record.Body = redactor.Redact(record.Body, default, scratch, ref tally);
        record.HttpUrl = redactor.Redact(record.HttpUrl, default, scratch, ref tally);
        record.HttpRoute = redactor.Redact(record.HttpRoute, default, scratch, ref tally);
        record.ClientAddress = redactor.Redact(record.ClientAddress, default, scratch, ref tally);
        record.UserAgent = redactor.Redact(record.UserAgent, default, scratch, ref tally);
        record.EventName = redactor.Redact(record.EventName, default, scratch, ref tally);
        record.CorrelationId = redactor.Redact(record.CorrelationId, default, scratch, ref tally);
        record.RequestId = redactor.Redact(record.RequestId, default, scratch, ref tally);
        record.ServiceName = redactor.Redact(record.ServiceName, default, scratch, ref tally);
        record.UserId = _coversUsers
            ? redactor.ReplaceWhole(record.UserId, (byte)PiiKind.User, scratch, ref tally)
            : redactor.Redact(record.UserId, default, scratch, ref tally);
        _attributes.Redact(record.Attributes, scratch, ref tally);
        tally.Mark(record.Attributes, redactor.Rules, scratch);
        _attributes.RedactResource(record);
        return Verdict.Keep;
    }
}
