using System.ComponentModel;
using System.Text.Json.Serialization;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Parsing.Fingerprints;

/// <summary>The kind of stage that says which messages are alike: <c>- fingerprint:</c>.</summary>
internal sealed class FingerprintKind()
    : StageKind<FingerprintSettings>(
        "fingerprint",
        "Says which messages are alike, whatever the numbers, ids and quoted texts in them.",
        FingerprintJson.Default.FingerprintSettings
    )
{
    protected override RecordStage Build(FingerprintSettings settings, StageScope scope) =>
        new Fingerprint(RecordField.Of(settings.Field));
}

/// <summary>Puts the hash of a message's pattern on the record.</summary>
internal sealed class Fingerprint(RecordField field) : RecordStage
{
    public override Verdict Apply(LogRecord record, in StageContext context)
    {
        record.PatternHash = MessagePattern.HashOf(field.Read(record, context.Scratch).Span);
        return Verdict.Keep;
    }
}

/// <summary>What a document says of a stage that tells which messages are alike.</summary>
internal sealed record FingerprintSettings
{
    [Description("The field whose text is looked at.")]
    public string Field { get; set; } = "body";
}

/// <summary>How the settings are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(FingerprintSettings))]
internal sealed partial class FingerprintJson : JsonSerializerContext;
