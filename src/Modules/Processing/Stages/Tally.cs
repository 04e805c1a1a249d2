using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Processing.Stages;

/// <summary>What one batch counts on its way. It becomes metrics only once the batch is durable. Not thread-safe.</summary>
internal sealed class Tally
{
    private const int FactsOfStage = (int)StageFact.Quarantined + 1;

    private readonly long[] _keptBySeverity = new long[7];
    private readonly long[] _rejectedByReason = new long[Enum.GetValues<RejectReason>().Length];
    private long[] _stages = [];

    /// <summary>Records that were left out on purpose.</summary>
    public long Dropped { get; private set; }

    /// <summary>Records that were refused.</summary>
    public long Rejected { get; private set; }

    /// <summary>Records that came, whatever became of them.</summary>
    public long Received { get; private set; }

    /// <summary>Kept records by family of severity: unspecified, trace, debug, info, warn, error, fatal.</summary>
    public ReadOnlySpan<long> KeptBySeverity => _keptBySeverity;

    /// <summary>Records in quarantine, refused or not, indexed by <see cref="RejectReason"/>.</summary>
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

    /// <summary>A record was put into quarantine and not refused.</summary>
    public void Quarantine(RejectReason reason)
    {
        _rejectedByReason[(int)reason]++;
        Received++;
    }

    /// <summary>A record was refused.</summary>
    public void Reject(RejectReason reason)
    {
        _rejectedByReason[(int)reason]++;
        Rejected++;
        Received++;
    }

    /// <summary>Makes room to count so many stages.</summary>
    public void MakeRoom(int stages)
    {
        if (_stages.Length < stages * FactsOfStage)
        {
            _stages = new long[stages * FactsOfStage];
        }
    }

    /// <summary>A stage did something.</summary>
    /// <param name="place">Which stage: below what <see cref="MakeRoom"/> was told.</param>
    /// <param name="fact">What it did.</param>
    public void CountStage(int place, StageFact fact) => _stages[place * FactsOfStage + (int)fact]++;

    /// <summary>What a stage did so far.</summary>
    public StageTally OfStage(int place)
    {
        var facts = _stages.AsSpan(place * FactsOfStage, FactsOfStage);
        return new StageTally(
            facts[(int)StageFact.Received],
            facts[(int)StageFact.Failed],
            facts[(int)StageFact.Dropped],
            facts[(int)StageFact.Quarantined]
        );
    }

    /// <summary>Begins again at nothing.</summary>
    public void Clear()
    {
        Array.Clear(_keptBySeverity);
        Array.Clear(_rejectedByReason);
        Array.Clear(_stages);
        (Dropped, Rejected, Received) = (0, 0, 0);
        Minimum = null;
    }
}
