using System.ComponentModel;
using System.Text.Json.Serialization;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Editing;

/// <summary>Stages that write a value in another form.</summary>
internal sealed class ConvertKind()
    : StageKind<ConvertSettings>(
        "convert",
        "Writes the values of fields in another form: as a number, as a time, in lower case.",
        EditingJson.Default.ConvertSettings
    )
{
    protected override RecordStage Build(ConvertSettings settings, StageScope scope) =>
        settings.Fields.Count > 0
            ? new ConvertFields([
                .. settings.Fields.Select(pair => new Conversion(
                    FieldNames.Write(pair.Key, $"fields.{pair.Key}"),
                    pair.Value
                )),
            ])
            : throw new StageSettingsException("fields", "fields names at least one field: {name: number}.");
}

/// <summary>Writes values in another form. A record that has no such value is left alone.</summary>
internal sealed class ConvertFields(Conversion[] conversions) : RecordStage
{
    public override Verdict Apply(LogRecord record, in StageContext context)
    {
        var verdict = Verdict.Keep;
        foreach (var conversion in conversions)
        {
            var value = conversion.Field.Read(record, context.Scratch);
            if (value.IsEmpty)
            {
                continue;
            }

            var converted = ValueForms.Convert(value, conversion.Form, context.Scratch);
            if (converted.IsEmpty || !conversion.Field.TryWrite(record, converted, context.Scratch))
            {
                verdict = conversion.Impossible;
            }
        }

        return verdict;
    }
}

/// <summary>A field and the form that its value gets.</summary>
internal sealed record Conversion(RecordField Field, ValueForm Form)
{
    /// <summary>The verdict when a value has no such form: it stays as it is.</summary>
    public Verdict Impossible { get; } = Verdict.Fail($"The value of {Field.Name} cannot be written as {Form}.");
}

/// <summary>A form that a value can have.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ValueForm>))]
internal enum ValueForm
{
    /// <summary>A number, without what is not needed: <c>12.50</c> becomes <c>12.5</c>.</summary>
    [JsonStringEnumMemberName("number")]
    Number,

    /// <summary>A whole number; what is behind the point is cut off.</summary>
    [JsonStringEnumMemberName("integer")]
    Integer,

    /// <summary><c>true</c> or <c>false</c>, from <c>yes</c>, <c>on</c>, <c>1</c> and their opposites too.</summary>
    [JsonStringEnumMemberName("boolean")]
    Boolean,

    /// <summary>A time as RFC 3339, from RFC 3339 or a number since 1970.</summary>
    [JsonStringEnumMemberName("timestamp")]
    Timestamp,

    /// <summary>A length of time in milliseconds, from <c>1.5s</c>, <c>200ms</c>, <c>1h30m</c>.</summary>
    [JsonStringEnumMemberName("milliseconds")]
    Milliseconds,

    /// <summary>Lower case.</summary>
    [JsonStringEnumMemberName("lower")]
    Lower,

    /// <summary>Upper case.</summary>
    [JsonStringEnumMemberName("upper")]
    Upper,

    /// <summary>Without spaces around it.</summary>
    [JsonStringEnumMemberName("trim")]
    Trim,
}

/// <summary>The settings of a stage that converts.</summary>
internal sealed record ConvertSettings
{
    [Description(
        "The forms by field: number, integer, boolean, timestamp, milliseconds, lower, upper, trim. A value that has no such form stays, and the stage has failed on the record."
    )]
    public Dictionary<string, ValueForm> Fields { get; set; } = new(StringComparer.Ordinal);
}
