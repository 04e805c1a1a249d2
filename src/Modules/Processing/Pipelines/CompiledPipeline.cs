using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Pipelines;

/// <summary>A published pipeline, ready to run: the stages of one tenant in order. Never changes; a new version is a new one.</summary>
internal sealed class CompiledPipeline(string version, params ILogStage[] stages)
{
    /// <summary>Which version it is, for counts and answers.</summary>
    public string Version => version;

    /// <summary>Runs the stages until one does not keep the record.</summary>
    public Verdict Run(LogRecord record, in StageContext context)
    {
        foreach (var stage in stages)
        {
            var verdict = stage.Apply(record, in context);
            if (verdict.Fate != Fate.Keep)
            {
                return verdict;
            }
        }

        return Verdict.Keep;
    }
}
