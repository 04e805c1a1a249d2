using Monolith.Host.Sending;

namespace Monolith.Host.Import;

/// <summary>What has become of the records read.</summary>
internal sealed class ImportTotals
{
    /// <summary>The reason for rejections that the server counted but did not list.</summary>
    public const string NotListed = "(more than an answer lists)";

    private readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);

    public long Read { get; private set; }

    public long Accepted { get; private set; }

    public long Rejected { get; private set; }

    public long Dropped { get; private set; }

    /// <summary>Records of batches that the server may have kept twice, because an answer was lost.</summary>
    public long PerhapsTwice { get; private set; }

    /// <summary>Lines that were longer than the import reads.</summary>
    public long TooLong { get; private set; }

    /// <summary>How many records were rejected for which reason.</summary>
    public IReadOnlyDictionary<string, long> Reasons => _reasons;

    public void Add(Delivery delivery, int records)
    {
        var receipt = delivery.Receipt;
        Read += records;
        Accepted += receipt.Accepted;
        Rejected += receipt.Rejected;
        Dropped += receipt.Dropped;
        PerhapsTwice += delivery.MayBeTwice ? records : 0;
        foreach (var refusal in receipt.Refusals)
        {
            Count(refusal.Reason, 1);
        }

        Count(NotListed, receipt.Rejected - receipt.Refusals.Count);
    }

    public void AddTooLong(long lines) => TooLong += lines;

    private void Count(string reason, long records)
    {
        if (records > 0)
        {
            _reasons[reason] = _reasons.GetValueOrDefault(reason) + records;
        }
    }
}
