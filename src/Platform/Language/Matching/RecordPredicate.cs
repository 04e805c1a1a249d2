using Monolith.Platform.Signals;

namespace Monolith.Platform.Language.Matching;

/// <summary>A condition made ready to be asked about one record after the other. Keeps nothing of what it saw.</summary>
internal abstract class RecordPredicate
{
    public abstract bool Holds(LogRecord record);
}

internal sealed class Always(bool holds) : RecordPredicate
{
    public override bool Holds(LogRecord record) => holds;
}

internal sealed class AllHold(RecordPredicate[] parts) : RecordPredicate
{
    public override bool Holds(LogRecord record)
    {
        foreach (var part in parts)
        {
            if (!part.Holds(record))
            {
                return false;
            }
        }

        return true;
    }
}

internal sealed class AnyHolds(RecordPredicate[] parts) : RecordPredicate
{
    public override bool Holds(LogRecord record)
    {
        foreach (var part in parts)
        {
            if (part.Holds(record))
            {
                return true;
            }
        }

        return false;
    }
}

internal sealed class DoesNotHold(RecordPredicate part) : RecordPredicate
{
    public override bool Holds(LogRecord record) => !part.Holds(record);
}
