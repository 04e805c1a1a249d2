namespace Monolith.DaprSidecar.State;

/// <summary>A write of one key.</summary>
/// <param name="Key">The key with its prefix.</param>
/// <param name="Value">The new value; null deletes.</param>
internal sealed record StateChange(string Key, byte[]? Value)
{
    /// <summary>The version that must still be there; null for any.</summary>
    public string? ETag { get; init; }

    /// <summary>Without an etag: the key must not exist.</summary>
    public bool IsFirstWrite { get; init; }

    /// <summary>Null keeps the expiry that the key has, zero or less takes it away.</summary>
    public TimeSpan? TimeToLive { get; init; }
}
