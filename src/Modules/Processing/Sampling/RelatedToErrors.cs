using Monolith.Platform.Signals;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Sampling;

/// <summary>What belongs to errors, to one stage: the ids of those that came, and what was left out before they came. Thread-safe.</summary>
/// <param name="errors">The ids that errors had.</param>
/// <param name="leftOut">What was left out.</param>
/// <param name="lookBackNanos">How long it may be brought back.</param>
internal sealed class RelatedToErrors(ErrorIds errors, LeftOutRecords leftOut, long lookBackNanos)
{
    /// <summary>Whether an error came with one of these ids.</summary>
    public bool IsKnown(in RecordIds ids, long now) => errors.Know(in ids, now);

    /// <summary>An error came: what the stage left out of what it belongs to is brought back.</summary>
    public void Note(Sample stage, in RecordIds ids, in StageContext context)
    {
        var now = context.ReceivedUnixNano;
        errors.Remember(in ids, now);
        if (lookBackNanos > 0)
        {
            context.BroughtBack?.Take(leftOut, stage, in ids, now);
        }
    }

    /// <summary>A record is left out, for now.</summary>
    /// <returns>False when it is not: an error came meanwhile that it belongs to.</returns>
    public bool TryLeaveOut(LogRecord record, in RecordIds ids, in StageContext context)
    {
        if (lookBackNanos == 0 || !ids.IsAny || context.BroughtBack is not { } broughtBack)
        {
            return true;
        }

        // An error is noted before it takes what is there, and this looks for errors after it has put the record there: one of the two
        // sees the other.
        var now = context.ReceivedUnixNano;
        var place = broughtBack.Add(leftOut, record, in ids, now, now + lookBackNanos);
        return !IsKnown(in ids, now) || !leftOut.TryRemove(place);
    }
}
