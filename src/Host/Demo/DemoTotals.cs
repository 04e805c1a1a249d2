using Monolith.Host.Sending;

namespace Monolith.Host.Demo;

/// <summary>What has become of the demo's records so far. Written only by the run; the screen reads along.</summary>
internal sealed class DemoTotals
{
    /// <summary>Records that were made and handed to the sender.</summary>
    public long Made { get; private set; }

    /// <summary>Records that the server has taken a decision on. Nothing else counts as sent.</summary>
    public long Acknowledged { get; private set; }

    public long Accepted { get; private set; }

    public long Rejected { get; private set; }

    public long Dropped { get; private set; }

    /// <summary>Attempts that failed and were made again.</summary>
    public long Retries { get; private set; }

    /// <summary>Records of batches that the server may have kept twice, because an answer was lost.</summary>
    public long PerhapsTwice { get; private set; }

    /// <summary>Spans that the server has acknowledged.</summary>
    public long Spans { get; private set; }

    public void AddSpans(Delivery delivery, int spans) => Spans += spans - delivery.Receipt.Rejected;

    public void AddMade(int records) => Made += records;

    public void AddRetry() => Retries++;

    public void Add(Delivery delivery, int records)
    {
        Acknowledged += delivery.Receipt.Acknowledged;
        Accepted += delivery.Receipt.Accepted;
        Rejected += delivery.Receipt.Rejected;
        Dropped += delivery.Receipt.Dropped;
        PerhapsTwice += delivery.MayBeTwice ? records : 0;
    }
}
