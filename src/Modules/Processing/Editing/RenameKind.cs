using System.ComponentModel;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Editing;

/// <summary>Stages that move values to other fields.</summary>
internal sealed class RenameKind()
    : StageKind<RenameSettings>(
        "rename",
        "Moves the values of fields to other fields.",
        EditingJson.Default.RenameSettings
    )
{
    protected override RecordStage Build(RenameSettings settings, StageScope scope) =>
        new MoveFields(FieldMove.Read(settings.Fields, takesAway: true), takeAway: true, settings.Replace);
}

/// <summary>The settings of a stage that renames.</summary>
internal sealed record RenameSettings
{
    [Description("Which field becomes which: {old: new}. In order, so that a later one sees what an earlier one did.")]
    public Dictionary<string, string> Fields { get; set; } = new(StringComparer.Ordinal);

    [Description("Whether a value that the new field has already gives way; otherwise both stay where they are.")]
    public bool Replace { get; set; } = true;
}
