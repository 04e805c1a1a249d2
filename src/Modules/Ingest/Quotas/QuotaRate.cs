namespace Monolith.Ingest.Quotas;

/// <summary>How much somebody may send. What is null is as for everybody; 0 is without bound.</summary>
internal sealed record QuotaRate
{
    /// <summary>Bytes of bodies after decompression, in a second.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Records, good and bad, in a second.</summary>
    public long? RecordsPerSecond { get; init; }

    /// <summary>Whether both can be meant.</summary>
    public bool IsValid => BytesPerSecond is null or >= 0 && RecordsPerSecond is null or >= 0;
}
