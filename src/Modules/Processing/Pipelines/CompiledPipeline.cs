using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Redaction.Detection;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Pipelines;

/// <summary>The published pipelines of one tenant, ready to run: their stages in order. Never changes; a new version is a new one.</summary>
internal sealed class CompiledPipeline(string version, params RecordStage[] stages)
{
    private readonly GuardedStage[] _counted = [.. stages.OfType<GuardedStage>()];

    /// <summary>Which versions it is made of: <c>orders@3</c>.</summary>
    public string Version => version;

    /// <summary>In the order in which they run.</summary>
    public IReadOnlyList<RecordStage> Stages => stages;

    /// <summary>What protects spans: its stages that protect every record. None where it has none.</summary>
    public IReadOnlyList<RedactSpan> Spans { get; } =
    [.. stages.OfType<GuardedStage>().Select(stage => stage.Always).OfType<Redact>().Select(redact => redact.Spans)];

    /// <summary>How many of the stages are counted, each at a place of its own.</summary>
    public int Counted => _counted.Length;

    /// <summary>Runs the stages until one does not keep the record.</summary>
    public Verdict Run(LogRecord record, in StageContext context) => Run(stages, record, in context);

    /// <summary>Runs those that come after one of them.</summary>
    public Verdict RunAfter(RecordStage stage, LogRecord record, in StageContext context)
    {
        var place = 0;
        while (stages[place] is not GuardedStage guarded || !guarded.Is(stage))
        {
            place++;
        }

        return Run(stages.AsSpan(place + 1), record, in context);
    }

    private static Verdict Run(ReadOnlySpan<RecordStage> stages, LogRecord record, in StageContext context)
    {
        var isStopped = false;
        foreach (var stage in stages)
        {
            if (isStopped && IsPassed(stage))
            {
                continue;
            }

            var verdict = stage.Apply(record, in context);
            if (verdict.Fate == Fate.Stop)
            {
                isStopped = true;
            }
            else if (verdict.Fate != Fate.Keep)
            {
                return verdict;
            }
        }

        return Verdict.Keep;
    }

    /// <summary>Whether a stage does not see the records that an earlier one has taken past all others.</summary>
    public static bool IsPassed(RecordStage stage) => stage is GuardedStage { Protects: false };

    /// <summary>Adds up what the stages did in a batch that is durable.</summary>
    public void Count(Tally tally, ProcessingMetrics metrics)
    {
        foreach (var stage in _counted)
        {
            var did = tally.OfStage(stage.Place);
            if (did.Received > 0)
            {
                stage.Counts.Add(in did);
                metrics.CountStage(stage.Name, stage.Kind, in did);
            }
        }
    }
}
