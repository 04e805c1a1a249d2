using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Levels;

/// <summary>Leaves out what is not bad enough for who wrote it and where. It stands before all stages but the first, so that what
/// is left out costs nothing. A record without a severity is kept: nobody knows how bad it is.</summary>
internal sealed class LevelFilter(LevelCatalog catalog) : RecordStage
{
    public override Verdict Apply(LogRecord record, in StageContext context)
    {
        if (catalog.Of(context.Tenant) is not { } levels)
        {
            return Verdict.Keep;
        }

        var minimum = levels.MinimumFor(record);
        context.Tally.NoteMinimum(minimum);
        return record.Severity < minimum && record.Severity != SeverityNumber.Unspecified ? Verdict.Drop : Verdict.Keep;
    }
}
