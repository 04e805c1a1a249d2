using Monolith.Platform.Language;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Schemas;

/// <summary>A published contract, ready to be held against records. It allocates nothing; never changes.</summary>
internal sealed class CompiledContract
{
    private static readonly ReadOnlyMemory<byte> MarkName = "monolith.violations"u8.ToArray();

    private readonly CompiledField[] _fields;
    private readonly ContractUpgrader? _upgrader;

    public CompiledContract(ContractDocument contract)
    {
        Document = contract;
        Classes = ClassifiedField.Of(contract);
        _fields =
        [
            .. contract
                .Fields.Select(field => CompiledField.Of(field.Key, field.Value, contract))
                .OfType<CompiledField>(),
        ];
        _upgrader = contract is { SchemaVersion: 1, Upgrades.Count: 0 } ? null : new ContractUpgrader(contract);
    }

    /// <summary>What it says.</summary>
    public ContractDocument Document { get; }

    /// <summary>The fields that say something about a person.</summary>
    public IReadOnlyList<ClassifiedField> Classes { get; }

    /// <summary>Brings a record to the current version and checks it.</summary>
    /// <param name="record">The record, normalised.</param>
    /// <param name="context">Where it is checked.</param>
    /// <param name="onlyMarks">True when it is kept whatever it breaks, and nothing is mended.</param>
    /// <param name="violations">Counts what it breaks; null when nothing is to be counted.</param>
    public Verdict Check(LogRecord record, in StageContext context, bool onlyMarks, ViolationBook? violations)
    {
        _upgrader?.Upgrade(record, context.Scratch);
        Span<byte> room = stackalloc byte[RecordField.MaxMadeBytes];
        var marked = 0;
        for (var i = 0; i < _fields.Length; i++)
        {
            var field = _fields[i];
            var rule = field.Find(record, room);
            if (rule == ViolationRule.None)
            {
                continue;
            }

            var outcome = OutcomeOf(field, record, context, onlyMarks);
            violations?.Count(
                context.Tenant,
                record.ServiceName.Span,
                field.Name,
                rule,
                outcome,
                context.ReceivedUnixNano
            );
            if (outcome is ViolationOutcome.Refused or ViolationOutcome.Quarantined)
            {
                return field.Refusal(rule);
            }

            if (outcome == ViolationOutcome.Accepted)
            {
                Mark(record, context, field.Mark(rule), isFirst: marked++ == 0);
            }
        }

        return Verdict.Keep;
    }

    private static ViolationOutcome OutcomeOf(
        CompiledField field,
        LogRecord record,
        in StageContext context,
        bool onlyMarks
    ) =>
        onlyMarks || field.OnViolation == OnViolation.Accept ? ViolationOutcome.Accepted
        : field.OnViolation == OnViolation.Reject ? ViolationOutcome.Refused
        : field.OnViolation == OnViolation.Quarantine ? ViolationOutcome.Quarantined
        : field.TryFix(record, context.Scratch) ? ViolationOutcome.Fixed
        : ViolationOutcome.Accepted;

    // The marks of one record are one attribute, the last one: user_id:required,status:allowed.
    private static void Mark(LogRecord record, in StageContext context, ReadOnlySpan<byte> mark, bool isFirst)
    {
        if (isFirst)
        {
            record.Attributes.Add(MarkName, context.Scratch.Copy(mark));
            return;
        }

        var place = record.Attributes.Count - 1;
        var before = record.Attributes.Items[place].Value.Span;
        var joined = context.Scratch.Take(before.Length + 1 + mark.Length);
        before.CopyTo(joined.Span);
        joined.Span[before.Length] = (byte)',';
        mark.CopyTo(joined.Span[(before.Length + 1)..]);
        record.Attributes.SetValue(place, joined);
    }
}
