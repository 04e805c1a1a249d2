using System.ComponentModel;
using System.Text.Json;
using Monolith.Platform.Buffers;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Editing;

/// <summary>Stages that give fields values that never change.</summary>
internal sealed class SetKind()
    : StageKind<SetSettings>("set", "Gives fields fixed values.", EditingJson.Default.SetSettings)
{
    protected override RecordStage Build(SetSettings settings, StageScope scope) =>
        settings.Fields.Count > 0
            ? new SetFields([.. settings.Fields.Select(pair => Read(pair.Key, pair.Value))], settings.Replace)
            : throw new StageSettingsException("fields", "fields names at least one field: {name: value}.");

    private static FixedValue Read(string name, JsonElement value)
    {
        var path = $"fields.{name}";
        var field = FieldNames.Write(name, path);
        var bytes = FixedText.Read(value, path);
        using var scratch = new ScratchBuffer();
        return bytes.Length > 0 && field.TryWrite(new LogRecord(), bytes, scratch)
            ? new FixedValue(field, bytes)
            : throw new StageSettingsException(path, $"{field.Name} cannot have this value.");
    }
}

/// <summary>Gives fields fixed values.</summary>
internal sealed class SetFields(FixedValue[] values, bool replace) : RecordStage
{
    public override Verdict Apply(LogRecord record, in StageContext context)
    {
        foreach (var (field, value) in values)
        {
            // Whether the field can have it was tried when the stage was made.
            if (replace || field.Read(record, context.Scratch).IsEmpty)
            {
                field.TryWrite(record, value, context.Scratch);
            }
        }

        return Verdict.Keep;
    }
}

/// <summary>A field and the value that it gets.</summary>
internal sealed record FixedValue(RecordField Field, ReadOnlyMemory<byte> Value);

/// <summary>The settings of a stage that sets values.</summary>
internal sealed record SetSettings
{
    [Description("The values by field: {deployment.environment: production}. Text, numbers, true or false.")]
    public Dictionary<string, JsonElement> Fields { get; set; } = new(StringComparer.Ordinal);

    [Description("Whether a value that the field has already gives way.")]
    public bool Replace { get; set; } = true;
}
