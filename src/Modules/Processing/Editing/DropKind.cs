using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Editing;

/// <summary>Stages that leave out the records that their condition means.</summary>
internal sealed class DropKind()
    : StageKind<DropSettings>(
        "drop",
        "Leaves out the records that its condition means.",
        EditingJson.Default.DropSettings
    )
{
    protected override RecordStage Build(DropSettings settings, StageScope scope) => new DropRecords();
}

/// <summary>Leaves out every record that comes to it.</summary>
internal sealed class DropRecords : RecordStage
{
    public override Verdict Apply(LogRecord record, in StageContext context) => Verdict.Drop;
}

/// <summary>There is nothing to set: which records are left out, the stage's condition says.</summary>
internal sealed record DropSettings;
