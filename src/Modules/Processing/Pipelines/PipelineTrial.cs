using System.Text.Json.Nodes;
using Monolith.Platform.Buffers;
using Monolith.Platform.Language;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Levels;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Pipelines;

/// <summary>Runs a pipeline over records for show. Thread-safe.</summary>
internal sealed class PipelineTrial(TimeProvider clock)
{
    private static readonly ReadOnlyMemory<byte> Source = "trial"u8.ToArray();

    /// <summary>Says what each stage does with each record, and what becomes of it in the end.</summary>
    /// <param name="tenant">Whose records they are.</param>
    /// <param name="pipeline">A pipeline made for a trial.</param>
    /// <param name="samples">Each in the shape in which a search answers it.</param>
    public IReadOnlyList<TriedRecord> Run(TenantId tenant, CompiledPipeline pipeline, IReadOnlyList<JsonObject> samples)
    {
        using var scratch = new ScratchBuffer();
        var tally = new Tally();
        tally.MakeRoom(pipeline.Counted);
        var context = new StageContext(tenant, scratch, tally, clock.GetUtcNow().ToUnixNano());
        return [.. samples.Select(sample => Run(pipeline, sample, in context))];
    }

    private static TriedRecord Run(CompiledPipeline pipeline, JsonObject sample, in StageContext context)
    {
        var record = new LogRecord { Source = Source };
        SampleRecord.Fill(record, sample, context.Scratch);
        var steps = new List<TriedStage>();
        var isStopped = false;
        foreach (var stage in pipeline.Stages)
        {
            if (isStopped && CompiledPipeline.IsPassed(stage))
            {
                continue;
            }

            var before = SampleRecord.Show(record, context.Scratch);
            var (step, verdict) = stage is GuardedStage guarded
                ? Run(guarded, record, in context)
                : (new TriedStage(NameOf(stage), NameOf(stage), Applied: true), stage.Apply(record, in context));
            var isLast = stage is Count;
            if (!isLast)
            {
                steps.Add(
                    step with
                    {
                        Verdict = verdict.Fate,
                        Before = step.Applied ? before : null,
                        After =
                            step.Applied && verdict.Fate is Fate.Keep or Fate.Stop
                                ? SampleRecord.Show(record, context.Scratch)
                                : null,
                    }
                );
            }

            isStopped |= verdict.Fate == Fate.Stop;
            if (verdict.Fate is not (Fate.Keep or Fate.Stop) || isLast)
            {
                return new TriedRecord(
                    verdict.Fate,
                    verdict.Fate is Fate.Reject or Fate.Quarantine ? verdict.Reason.Code() : null,
                    verdict.Detail,
                    steps,
                    verdict.Fate == Fate.Keep ? SampleRecord.Show(record, context.Scratch) : null
                );
            }
        }

        throw new InvalidOperationException("A pipeline ends with counting.");
    }

    // Those that stand in every pipeline, whatever its document says.
    private static string NameOf(RecordStage stage) =>
        stage switch
        {
            Normalise => "normalise",
            LevelFilter => "levels",
            Count => "count",
            _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, null),
        };

    private static (TriedStage Step, Verdict Verdict) Run(GuardedStage stage, LogRecord record, in StageContext context)
    {
        if (!stage.Means(record))
        {
            stage.Pass(record, in context);
            return (new TriedStage(stage.Name, stage.Kind, Applied: false), Verdict.Keep);
        }

        var worked = stage.Work(record, in context);
        var step = new TriedStage(stage.Name, stage.Kind, Applied: true)
        {
            Failed = worked.Fate == Fate.Fail ? worked.Detail : null,
        };
        return (step, stage.Decide(worked, record, in context));
    }
}

/// <summary>What became of a record.</summary>
/// <param name="Verdict">Whether it would be kept.</param>
/// <param name="Reason">Why it would be in quarantine.</param>
/// <param name="Detail">The same in words.</param>
/// <param name="Stages">What each stage did, up to the one that did not keep it.</param>
/// <param name="Record">As it would be stored; null when it would not be.</param>
internal sealed record TriedRecord(
    Fate Verdict,
    string? Reason,
    string? Detail,
    IReadOnlyList<TriedStage> Stages,
    JsonObject? Record
);

/// <summary>What a stage did with a record.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Applied">Whether its condition meant the record.</param>
internal sealed record TriedStage(string Stage, string Kind, bool Applied)
{
    /// <summary>What became of the record.</summary>
    public Fate Verdict { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Failed { get; init; }

    /// <summary>The record before; null where the stage did not apply.</summary>
    public JsonObject? Before { get; init; }

    /// <summary>The record after; null where the stage did not apply or did not keep it.</summary>
    public JsonObject? After { get; init; }
}
