using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Processing.Stages;

/// <summary>What one batch counts on its way. It becomes metrics only once the batch is durable. Not thread-safe.</summary>
internal sealed class Tally
{
    private readonly long[] _keptBySeverity = new long[7];
    private readonly long[] _rejectedByReason = new long[Enum.GetValues<RejectReason>().Length];

    /// <summary>Records that were left out on purpose.</summary>
    public long Dropped { get; private set; }

    /// <summary>Records that were refused.</summary>
    public long Rejected { get; private set; }

    /// <summary>Records that came, whatever became of them.</summary>
    public long Received { get; private set; }

    /// <summary>Kept records by family of severity: unspecified, trace, debug, info, warn, error, fatal.</summary>
    public ReadOnlySpan<long> KeptBySeverity => _keptBySeverity;

    /// <summary>Refused records, indexed by <see cref="RejectReason"/>.</summary>
    public ReadOnlySpan<long> RejectedByReason => _rejectedByReason;

    /// <summary>The least severity that is kept of those who wrote the batch: of several the lowest. Null when nobody has set any.</summary>
    public SeverityNumber? Minimum { get; private set; }

    /// <summary>Of who wrote a record nothing below this is kept.</summary>
    public void NoteMinimum(SeverityNumber minimum) =>
        Minimum = Minimum is { } lowest && lowest < minimum ? lowest : minimum;

    /// <summary>A record passed all stages.</summary>
    public void Keep(SeverityNumber severity)
    {
        // Four steps a family; an unspecified 0 stays 0.
        _keptBySeverity[Math.Min(((int)severity + 3) / 4, _keptBySeverity.Length - 1)]++;
        Received++;
    }

    /// <summary>A span was kept: it has no severity.</summary>
    public void Keep() => Received++;

    /// <summary>A stage left a record out.</summary>
    public void Drop()
    {
        Dropped++;
        Received++;
    }

    /// <summary>A record was refused.</summary>
    public void Reject(RejectReason reason)
    {
        _rejectedByReason[(int)reason]++;
        Rejected++;
        Received++;
    }

    /// <summary>Begins again at nothing.</summary>
    public void Clear()
    {
        Array.Clear(_keptBySeverity);
        Array.Clear(_rejectedByReason);
        (Dropped, Rejected, Received) = (0, 0, 0);
        Minimum = null;
    }
}
