using System.ComponentModel;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Editing;

/// <summary>Stages that copy values to other fields.</summary>
internal sealed class CopyKind()
    : StageKind<CopySettings>("copy", "Copies the values of fields to other fields.", EditingJson.Default.CopySettings)
{
    protected override RecordStage Build(CopySettings settings, StageScope scope) =>
        new MoveFields(FieldMove.Read(settings.Fields, takesAway: false), takeAway: false, settings.Replace);
}

/// <summary>The settings of a stage that copies.</summary>
internal sealed record CopySettings
{
    [Description("Which field is copied to which: {from: to}.")]
    public Dictionary<string, string> Fields { get; set; } = new(StringComparer.Ordinal);

    [Description("Whether a value that the field has already gives way.")]
    public bool Replace { get; set; } = true;
}
