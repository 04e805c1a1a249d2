using System.Text;
using Monolith.Platform.Buffers;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Processing.Schemas;

/// <summary>A field of a contract, ready to be checked. It allocates nothing; thread-safe.</summary>
internal abstract class CompiledField
{
    private readonly Verdict[] _refusals;
    private readonly byte[][] _marks;

    private CompiledField(string name, ContractField field, bool isRequired, ContractDocument contract)
    {
        (Name, IsRequired, Check) = (name, isRequired, new ValueCheck(field));
        OnViolation = field.OnViolation ?? contract.OnViolation;
        var rules = Enum.GetValues<ViolationRule>();
        _marks = [.. rules.Select(rule => Encoding.UTF8.GetBytes($"{name}:{ViolationRules.Name(rule)}"))];
        _refusals =
        [
            .. rules
                .Select(rule =>
                    $"The contract {contract.Contract} {contract.Version} is broken: {name}, {ViolationRules.Name(rule)}."
                )
                .Select(detail =>
                    OnViolation == OnViolation.Quarantine
                        ? Verdict.Quarantine(RejectReason.ContractViolation, detail)
                        : Verdict.Reject(RejectReason.ContractViolation, detail)
                ),
        ];
    }

    /// <summary>Its name in the contract.</summary>
    public string Name { get; }

    /// <summary>What becomes of a record that breaks it.</summary>
    public OnViolation OnViolation { get; }

    private protected bool IsRequired { get; }

    private protected ValueCheck Check { get; }

    /// <summary>The field of a name.</summary>
    /// <returns>Null when there is nothing that a record could break.</returns>
    public static CompiledField? Of(string name, ContractField field, ContractDocument contract)
    {
        var isRequired = field.Required || contract.Required.Contains(name, StringComparer.Ordinal);
        return FieldNames.Canonical(name) switch
        {
            // Every record has been given these, and what is no time has been refused.
            FieldNames.Tenant or LogFields.Timestamp or "observed_timestamp" or "source" => null,
            LogFields.Severity => new Level(name, field, isRequired, contract),
            "duration_ms" => new Duration(name, field, isRequired, contract),
            "service" => new Service(name, field, isRequired, contract),
            _ => new Other(name, field, isRequired, contract),
        };
    }

    /// <summary>What a record breaks.</summary>
    /// <param name="record">The record, normalised.</param>
    /// <param name="room">Room for <see cref="RecordField.MaxMadeBytes"/>.</param>
    public abstract ViolationRule Find(LogRecord record, Span<byte> room);

    /// <summary>Makes the value what it should be, where it is plain what was meant.</summary>
    public abstract bool TryFix(LogRecord record, ScratchBuffer scratch);

    /// <summary>How a record is marked that breaks a rule: <c>status:allowed</c>.</summary>
    public ReadOnlySpan<byte> Mark(ViolationRule rule) => _marks[(int)rule];

    /// <summary>What becomes of a record that is not kept for it.</summary>
    public Verdict Refusal(ViolationRule rule) => _refusals[(int)rule];

    private protected ViolationRule Missing => IsRequired ? ViolationRule.Required : ViolationRule.None;

    private sealed class Other(string name, ContractField field, bool isRequired, ContractDocument contract)
        : CompiledField(name, field, isRequired, contract)
    {
        private readonly RecordField _field = FieldNames.Field(name);

        public override ViolationRule Find(LogRecord record, Span<byte> room)
        {
            var value = _field.Read(record, room);
            return value.IsEmpty ? Missing : Check.Check(value);
        }

        public override bool TryFix(LogRecord record, ScratchBuffer scratch) =>
            _field.Read(record, scratch) is { IsEmpty: false } value
            && ValueMending.TryMend(value, Check, scratch, out var mended)
            && _field.TryWrite(record, mended, scratch);
    }

    // A word that no logger means anything by leaves the severity open.
    private sealed class Level(string name, ContractField field, bool isRequired, ContractDocument contract)
        : CompiledField(name, field, isRequired, contract)
    {
        public override ViolationRule Find(LogRecord record, Span<byte> room) =>
            record.Severity != SeverityNumber.Unspecified ? ViolationRule.None
            : record.SeverityText.IsEmpty ? Missing
            : ViolationRule.Type;

        public override bool TryFix(LogRecord record, ScratchBuffer scratch)
        {
            var word = record.SeverityText.Span.Trim(" \t[]():"u8);
            record.Severity = SeverityNames.Parse(word);
            return record.Severity != SeverityNumber.Unspecified;
        }
    }

    // Normalising gives a name to those that have none.
    private sealed class Service(string name, ContractField field, bool isRequired, ContractDocument contract)
        : CompiledField(name, field, isRequired, contract)
    {
        public override ViolationRule Find(LogRecord record, Span<byte> room) =>
            IsRequired && record.ServiceName.Span.SequenceEqual("unknown_service"u8)
                ? ViolationRule.Required
                : Check.Check(record.ServiceName.Span);

        public override bool TryFix(LogRecord record, ScratchBuffer scratch)
        {
            var isMended = ValueMending.TryMend(record.ServiceName, Check, scratch, out var mended);
            record.ServiceName = isMended ? mended : record.ServiceName;
            return isMended;
        }
    }

    // What is no number of milliseconds has stayed among the attributes.
    private sealed class Duration(string name, ContractField field, bool isRequired, ContractDocument contract)
        : CompiledField(name, field, isRequired, contract)
    {
        private const double NanosPerMilli = 1_000_000;
        private const int MaxText = 32;

        public override ViolationRule Find(LogRecord record, Span<byte> room) =>
            !double.IsNaN(record.DurationMs) ? Check.Check(record.DurationMs)
            : record.Attributes.IndexOf("duration_ms"u8) >= 0 ? ViolationRule.Type
            : Missing;

        public override bool TryFix(LogRecord record, ScratchBuffer scratch)
        {
            var place = record.Attributes.IndexOf("duration_ms"u8);
            if (place < 0 || !TryRead(record.Attributes.Items[place].Value.Span, out var millis))
            {
                return false;
            }

            record.DurationMs = millis;
            record.Attributes.RemoveAt(place);
            return true;
        }

        private bool TryRead(ReadOnlySpan<byte> text, out double millis)
        {
            text = text.Trim(" \t"u8);
            if (LogNumber.TryParse(text, out millis))
            {
                return Check.Check(millis) == ViolationRule.None;
            }

            Span<char> chars = stackalloc char[MaxText];
            if (text.Length > MaxText || !LogSpan.TryParse(chars[..Encoding.UTF8.GetChars(text, chars)], out var nanos))
            {
                return false;
            }

            millis = nanos / NanosPerMilli;
            return Check.Check(millis) == ViolationRule.None;
        }
    }
}

/// <summary>The names of rules, as marks, counts and answers have them.</summary>
internal static class ViolationRules
{
    private static readonly string[] Names =
    [
        .. Enum.GetNames<ViolationRule>().Select(name => name.ToLowerInvariant()),
    ];

    public static string Name(ViolationRule rule) => Names[(int)rule];
}
