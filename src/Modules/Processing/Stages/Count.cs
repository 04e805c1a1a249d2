using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Processing.Stages;

/// <summary>Counts what the stages before it kept. The last stage of every pipeline.</summary>
internal sealed class Count : RecordStage
{
    public override Verdict Apply(LogRecord record, in StageContext context)
    {
        context.Tally.Keep(record.Severity);
        return Verdict.Keep;
    }
}
