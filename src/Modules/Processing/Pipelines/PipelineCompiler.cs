using Monolith.Platform.Language;
using Monolith.Platform.Language.Parsing;
using Monolith.Platform.Security;
using Monolith.Processing.Levels;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Sampling;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Pipelines;

/// <summary>Makes pipelines that run of documents. Thread-safe.</summary>
internal sealed class PipelineCompiler(
    StageKinds kinds,
    StageCounters counters,
    Normalise normalise,
    LevelFilter levels,
    Count count,
    KnownErrors errors,
    TimeProvider clock
)
{
    /// <summary>What the pipeline of a tenant is called that has published none.</summary>
    public const string UsualName = "usual";

    /// <summary>The kind of the stages that protect values.</summary>
    public const string Redact = "redact";

    private static readonly string[] UsualKinds = ["enrich", "contract"];

    // What could not be protected must not be stored: quarantine covers what it keeps.
    private static readonly PipelineDocument Protection = new(
        UsualName,
        "What is added where no pipeline redacts.",
        Protect: true,
        [new StageDocument(Redact, Redact, Settings: null, If: null, OnError.Quarantine, Path: "")]
    );

    /// <summary>What every tenant gets that has published none: safe and useful without a word of configuration.</summary>
    public CompiledPipeline Usual(TenantId tenant) => Join(tenant, UsualName, [Build(tenant, UsualDocument())]);

    /// <summary>Makes the stages of a document.</summary>
    /// <param name="tenant">Whose records they will see.</param>
    /// <param name="document">What it says.</param>
    /// <param name="isTrial">True when they only show what they would do.</param>
    /// <param name="faults">Gets what is wrong.</param>
    /// <returns>The stages that can be made: not to be run when there are faults.</returns>
    public BuiltPipeline Build(
        TenantId tenant,
        PipelineDocument document,
        bool isTrial,
        ICollection<PipelineFault> faults
    )
    {
        var stages = new List<BuiltStage>();
        foreach (var stage in document.Stages)
        {
            var condition = ReadCondition(stage, faults);
            try
            {
                var scope = new StageScope(tenant, document.Name, stage.Name, isTrial);
                stages.Add(new BuiltStage(stage, condition, kinds.Find(stage.Kind)!.Build(stage.Settings, scope)));
            }
            catch (StageSettingsException wrong)
            {
                var inner = wrong.Path.Length == 0 || wrong.Path[0] == '[' ? wrong.Path : $".{wrong.Path}";
                faults.Add(new PipelineFault($"{stage.Path}.{stage.Kind}{inner}", wrong.Message));
            }
        }

        return new BuiltPipeline(document, stages, isTrial);
    }

    /// <summary>Puts the pipelines of a tenant one behind the other.</summary>
    /// <param name="tenant">Whose records they will see.</param>
    /// <param name="version">Which versions they are.</param>
    /// <param name="pipelines">In the order in which they run; none with faults.</param>
    public CompiledPipeline Join(TenantId tenant, string version, IReadOnlyList<BuiltPipeline> pipelines)
    {
        var built = pipelines.ToList();
        var isTrial = built.Exists(pipeline => pipeline.IsTrial);
        if (NeedsProtection(built))
        {
            built.Add(Build(tenant, Protection, isTrial));
        }

        var stages = new List<RecordStage> { normalise, levels };
        var place = 0;
        foreach (var pipeline in built)
        {
            foreach (var (document, condition, stage) in pipeline.Stages)
            {
                var counts = pipeline.IsTrial
                    ? new StageCounts(pipeline.Document.Name, document.Name, document.Kind)
                    : counters.Of(tenant, pipeline.Document.Name, document);
                stages.Add(new GuardedStage(document, condition, stage, place++, counts));
            }
        }

        // Behind all others, which may find out that a record is an error. A trial shows what the documents do, and no plan is in them.
        if (!isTrial)
        {
            stages.Add(new PlannedSample(errors.OfPlan(tenant, PlannedSample.KeepRelatedNanos)));
        }

        stages.Add(count);
        return new CompiledPipeline(version, [.. stages]);
    }

    private BuiltPipeline Build(TenantId tenant, PipelineDocument document, bool isTrial = false)
    {
        var faults = new List<PipelineFault>();
        var built = Build(tenant, document, isTrial, faults);
        return faults.Count == 0 ? built : throw new InvalidOperationException(string.Join(" ", faults));
    }

    private bool NeedsProtection(List<BuiltPipeline> pipelines) =>
        kinds.Find(Redact) is not null
        && pipelines.TrueForAll(p => p.Document.Protect && p.Stages.All(stage => stage.Document.Kind != Redact));

    private PipelineDocument UsualDocument() =>
        new(
            UsualName,
            "What is done for every tenant that has published no pipeline of its own.",
            Protect: true,
            [
                .. UsualKinds
                    .Where(kind => kinds.Find(kind) is not null)
                    .Select(kind => new StageDocument(kind, kind, Settings: null, If: null, OnError.Pass, Path: "")),
            ]
        );

    private LogMatcher? ReadCondition(StageDocument stage, ICollection<PipelineFault> faults)
    {
        if (stage.If is null)
        {
            return null;
        }

        var parsed = LogQueryParser.ParseFilter(stage.If);
        foreach (var error in parsed.Diagnostics.Where(diagnostic => !diagnostic.IsHint))
        {
            faults.Add(new PipelineFault($"{stage.Path}.if", $"Character {error.Span.Start + 1}: {error.Message}"));
        }

        return parsed.HasErrors ? null : new LogMatcher(parsed.Filter, clock.GetUtcNow());
    }
}

/// <summary>A document with the stages that were made of it.</summary>
internal sealed record BuiltPipeline(PipelineDocument Document, IReadOnlyList<BuiltStage> Stages, bool IsTrial);

/// <summary>A stage that was made of what a document says.</summary>
internal sealed record BuiltStage(StageDocument Document, LogMatcher? Condition, RecordStage Stage);
