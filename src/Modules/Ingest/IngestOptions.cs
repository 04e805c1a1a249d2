using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Ingest;

/// <summary>How much one request, and all requests together, may bring. Section <c>Modules:Ingest</c>.</summary>
internal sealed class IngestOptions
{
    /// <summary>Largest request body as it is sent, compressed or not. A larger one gets 413.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int MaxBodyBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Largest request body after decompression. A larger one gets 413, and is not decompressed further.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int MaxDecompressedBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>
    /// How many times its own size a body may have after decompression. One that swells more gets 413, unless it stays under
    /// 8 MiB: what is that small does no harm.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxDecompressionRatio { get; init; } = 200;

    /// <summary>Largest single record. A larger one is rejected with <c>record_too_large</c>.</summary>
    [Range(256, 128 * 1024 * 1024)]
    public int MaxRecordBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// How many levels of objects and arrays a record may have, the record itself being the first. A deeper one is rejected
    /// with <c>too_deep</c>.
    /// </summary>
    [Range(1, 64)]
    public int MaxDepth { get; init; } = 8;

    /// <summary>Most records in one request, good and bad. A request with more gets 413, and nothing of it is kept.</summary>
    [Range(1, 10_000_000)]
    public int MaxRecords { get; init; } = 250_000;

    /// <summary>
    /// Bytes of bodies that may be in memory at once. A request that finds no room waits for <see cref="RoomWait"/> and then
    /// gets 503. One that is larger than all of it is let in when it is alone.
    /// </summary>
    [Range(1024 * 1024, int.MaxValue)]
    public int MaxBytesInFlight { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long a request waits for room in memory before it gets 503.</summary>
    [TimeRange("00:00:00", "00:00:30")]
    public TimeSpan RoomWait { get; init; } = TimeSpan.FromMilliseconds(500);
}
