namespace Monolith.Ingest.Quarantine;

/// <summary>What is kept of a refused record, beside its bytes.</summary>
/// <param name="Id">Names it. Later ones have larger ids.</param>
/// <param name="Time">When it came.</param>
/// <param name="Reason">The reason code.</param>
/// <param name="Detail">What exactly was wrong, in words.</param>
/// <param name="Source">The protocol that it came by.</param>
/// <param name="Position">The line or the record's place in its request, from 1.</param>
/// <param name="Bytes">How many bytes it had.</param>
/// <param name="KeptBytes">How many of them were kept, from the first on.</param>
internal sealed record QuarantinedRow(
    string Id,
    DateTimeOffset Time,
    string Reason,
    string Detail,
    string Source,
    long Position,
    long Bytes,
    long KeptBytes
)
{
    /// <summary>Whether all of it was kept. What is not cannot be replayed.</summary>
    public bool IsWhole => KeptBytes == Bytes;
}

/// <summary>A refused record with its bytes.</summary>
/// <param name="Row">What is known of it.</param>
/// <param name="Raw">The bytes as they came, as far as they were kept; null when the key that they were sealed with is destroyed.</param>
internal sealed record QuarantinedRecordBytes(QuarantinedRow Row, byte[]? Raw);
