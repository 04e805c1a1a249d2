using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Monolith.Platform.Buffers;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Schemas;

/// <summary>Brings records of older schema versions to the current one, step by step. A record says its version in the attribute
/// <c>schema_version</c>; one that says none is of the current one. Thread-safe.</summary>
internal sealed class ContractUpgrader
{
    private static readonly ReadOnlyMemory<byte> VersionName = "schema_version"u8.ToArray();

    private readonly ushort _current;
    private readonly ReadOnlyMemory<byte> _currentText;
    private readonly Step[] _steps;

    public ContractUpgrader(ContractDocument contract)
    {
        _current = contract.SchemaVersion;
        _currentText = Encoding.UTF8.GetBytes(_current.ToString(CultureInfo.InvariantCulture));
        _steps = [.. contract.Upgrades.OrderBy(upgrade => upgrade.From).Select(upgrade => new Step(upgrade))];
    }

    /// <summary>Makes a record one of the current version. A version that is newer, or no number, stays as it is.</summary>
    public void Upgrade(LogRecord record, ScratchBuffer scratch)
    {
        var place = record.Attributes.IndexOf(VersionName.Span);
        if (place < 0)
        {
            record.SchemaVersion = _current;
            return;
        }

        var text = record.Attributes.Items[place].Value.Span;
        if (!Utf8Parser.TryParse(text, out ushort version, out var read) || read != text.Length)
        {
            return;
        }

        foreach (var step in _steps)
        {
            if (step.From >= version)
            {
                step.Apply(record, scratch);
            }
        }

        record.SchemaVersion = Math.Max(version, _current);
        if (version < _current)
        {
            record.Attributes.SetValue(record.Attributes.IndexOf(VersionName.Span), _currentText);
        }
    }

    private sealed class Step(ContractUpgrade upgrade)
    {
        private readonly (RecordField Old, RecordField New)[] _renames =
        [
            .. upgrade.Rename.Select(rename => (FieldNames.Field(rename.Key), FieldNames.Field(rename.Value))),
        ];

        private readonly (RecordField Field, double Factor)[] _scales =
        [
            .. upgrade.Scale.Select(scale => (FieldNames.Field(scale.Key), scale.Value)),
        ];

        private readonly (RecordField Field, (byte[] Old, byte[] New)[] Values)[] _values =
        [
            .. upgrade.Values.Select(field =>
                (
                    FieldNames.Field(field.Key),
                    field.Value.Select(v => (Encoding.UTF8.GetBytes(v.Key), Encoding.UTF8.GetBytes(v.Value))).ToArray()
                )
            ),
        ];

        private readonly RecordField[] _removed = [.. upgrade.Remove.Select(FieldNames.Field)];

        public ushort From => upgrade.From;

        public void Apply(LogRecord record, ScratchBuffer scratch)
        {
            foreach (var (old, renamed) in _renames)
            {
                Rename(record, old, renamed, scratch);
            }

            foreach (var (field, factor) in _scales)
            {
                Scale(record, field, factor, scratch);
            }

            foreach (var (field, values) in _values)
            {
                Replace(record, field, values, scratch);
            }

            foreach (var field in _removed)
            {
                field.Remove(record);
            }
        }

        // What the new name has already comes from a client that knows better.
        private static void Rename(LogRecord record, RecordField old, RecordField renamed, ScratchBuffer scratch)
        {
            var value = old.Read(record, scratch);
            if (!value.IsEmpty && renamed.Read(record, scratch).IsEmpty && renamed.TryWrite(record, value, scratch))
            {
                old.Remove(record);
            }
        }

        private static void Scale(LogRecord record, RecordField field, double factor, ScratchBuffer scratch)
        {
            if (!LogNumber.TryParse(field.Read(record, scratch).Span, out var number))
            {
                return;
            }

            var room = scratch.Take(RecordField.MaxMadeBytes);
            (number * factor).TryFormat(room.Span, out var length, default, CultureInfo.InvariantCulture);
            scratch.Return(room.Length - length);
            field.TryWrite(record, room[..length], scratch);
        }

        private static void Replace(
            LogRecord record,
            RecordField field,
            (byte[] Old, byte[] New)[] values,
            ScratchBuffer scratch
        )
        {
            var value = field.Read(record, scratch);
            foreach (var (old, replacement) in values)
            {
                if (value.Span.SequenceEqual(old))
                {
                    field.TryWrite(record, replacement, scratch);
                    return;
                }
            }
        }
    }
}
