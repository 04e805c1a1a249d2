using System.ComponentModel;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Parsing;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Editing;

/// <summary>Stages that leave out all records but some.</summary>
internal sealed class KeepKind(TimeProvider clock)
    : StageKind<KeepSettings>(
        "keep",
        "Of the records that its condition means, leaves out all but some.",
        EditingJson.Default.KeepSettings
    )
{
    protected override RecordStage Build(KeepSettings settings, StageScope scope)
    {
        if (string.IsNullOrWhiteSpace(settings.Only))
        {
            throw new StageSettingsException("only", "only says which records are kept: severity>=warn.");
        }

        var parsed = LogQueryParser.ParseFilter(settings.Only);
        return parsed.Diagnostics.FirstOrDefault(diagnostic => !diagnostic.IsHint) is { } error
            ? throw new StageSettingsException("only", $"Character {error.Span.Start + 1}: {error.Message}")
            : new KeepRecords(new LogMatcher(parsed.Filter, clock.GetUtcNow()));
    }
}

/// <summary>Leaves out every record but those that are meant.</summary>
internal sealed class KeepRecords(LogMatcher only) : RecordStage
{
    public override Verdict Apply(LogRecord record, in StageContext context) =>
        only.Matches(record) ? Verdict.Keep : Verdict.Drop;
}

/// <summary>The settings of a stage that keeps some records alone.</summary>
internal sealed record KeepSettings
{
    [Description("Which records are kept, in the search language: severity>=warn. All others are left out.")]
    public string Only { get; set; } = "";
}
