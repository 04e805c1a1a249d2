namespace Monolith.DaprSidecar.State;

/// <summary>A stored value.</summary>
/// <param name="Value">The bytes, as they are given back.</param>
/// <param name="Version">Counts the writes since the key was created; the etag.</param>
/// <param name="ExpiresAt">From then on the key is missing; null never.</param>
internal sealed record StateEntry(byte[] Value, long Version, DateTimeOffset? ExpiresAt)
{
    public string ETag => Version.ToString();
}
