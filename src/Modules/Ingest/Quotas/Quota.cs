namespace Monolith.Ingest.Quotas;

/// <summary>What one key, or one tenant, may send. Thread-safe.</summary>
internal sealed class Quota(long bytesPerSecond, long recordsPerSecond, TimeSpan burst, TimeProvider clock)
{
    private readonly TokenBucket? _bytes = bytesPerSecond > 0 ? new TokenBucket(bytesPerSecond, burst, clock) : null;
    private readonly TokenBucket? _records =
        recordsPerSecond > 0 ? new TokenBucket(recordsPerSecond, burst, clock) : null;

    /// <summary>Whether it is as a new one.</summary>
    public bool IsUnused => _bytes is not { IsFull: false } && _records is not { IsFull: false };

    /// <summary>What has been used up, in words, and how long until there is some again; null when there is some of both.</summary>
    public (string Bound, TimeSpan Wait)? UsedUp
    {
        get
        {
            var bytes = _bytes?.Wait ?? TimeSpan.Zero;
            var records = _records?.Wait ?? TimeSpan.Zero;
            return bytes == TimeSpan.Zero && records == TimeSpan.Zero ? null
                : bytes >= records ? ($"{bytesPerSecond} bytes", bytes)
                : ($"{recordsPerSecond} records", records);
        }
    }

    /// <summary>Uses up. Negative numbers give back.</summary>
    public void Take(long bytes, long records)
    {
        _bytes?.Take(bytes);
        _records?.Take(records);
    }
}
