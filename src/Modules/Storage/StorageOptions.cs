using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;
using Monolith.Storage.Contracts;

namespace Monolith.Storage;

/// <summary>Section <c>Modules:Storage</c>.</summary>
internal sealed class StorageOptions
{
    private const long MiB = 1024 * 1024;

    /// <summary>What must have happened before a record is acknowledged.</summary>
    [EnumDataType(typeof(Durability))]
    public Durability Durability { get; init; } = Durability.Fsync;

    /// <summary>How much disk the spool takes at most. When it is full, new records are refused with 503 until ClickHouse has
    /// taken old ones; nothing in the spool is dropped.</summary>
    [Range(MiB, long.MaxValue)]
    public long SpoolMaxBytes { get; init; } = 8192 * MiB;

    /// <summary>How much of the disk the spool leaves free for everything else. Beyond it new records are refused with 503.</summary>
    [Range(0, long.MaxValue)]
    public long SpoolHeadroomBytes { get; init; } = 1024 * MiB;

    /// <summary>From which length on a segment is followed by a new one. Disk space is freed a segment at a time; at most an
    /// eighth of <see cref="SpoolMaxBytes"/> is used of it.</summary>
    [Range(64 * 1024, 1024 * MiB)]
    public long SpoolSegmentBytes { get; init; } = 64 * MiB;

    /// <summary>How many segments that ClickHouse has taken are kept to be written over, which takes a third of the processor
    /// time of new files. They hold what was shipped last until then. Zero deletes each at once: right for file systems
    /// that never write in place, such as Btrfs and ZFS.</summary>
    [Range(0, 16)]
    public int SpoolSpareSegments { get; init; } = 2;

    /// <summary>How many bytes may wait in memory for the disk. Beyond it new records are refused with 503.</summary>
    [Range(MiB, 4096 * MiB)]
    public long QueueMaxBytes { get; init; } = 128 * MiB;

    /// <summary>How long a small batch waits at most for others to share a frame and a flush with. None waits while nobody
    /// else is writing. Zero commits each group at once.</summary>
    [TimeRange("00:00:00", "00:00:01")]
    public TimeSpan CoalesceFor { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>An insert is sent once so many rows are waiting.</summary>
    [Range(1, 1_000_000)]
    public int ShipRows { get; init; } = 100_000;

    /// <summary>An insert is sent once so many bytes are waiting.</summary>
    [Range(1024, 1024 * MiB)]
    public long ShipBytes { get; init; } = 64 * MiB;

    /// <summary>An insert is sent once the oldest row has waited so long. Smaller means fresher searches and more work for
    /// ClickHouse.</summary>
    [TimeRange("00:00:00.010", "00:01:00")]
    public TimeSpan ShipAge { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait between two tries while ClickHouse does not take rows.</summary>
    [TimeRange("00:00:00.100", "00:10:00")]
    public TimeSpan ShipRetryMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a query may run. A longer one is stopped with an error.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan QueryMaxDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much memory a query may take. One that needs more fails alone.</summary>
    [Range(16 * MiB, 1024L * 1024 * MiB)]
    public long QueryMaxMemoryBytes { get; init; } = 400 * MiB;

    /// <summary>How many threads a query may use.</summary>
    [Range(1, 256)]
    public int QueryMaxThreads { get; init; } = 2;

    /// <summary>How long a delivery is remembered, at least, so that it counts once when it comes again. Forgotten earlier
    /// when there are more than <see cref="DeliveryMaxIds"/>.</summary>
    [TimeRange("00:00:01", "1.00:00:00")]
    public TimeSpan DeliveryWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many deliveries are remembered at most; the latest half of them always is. Each takes some 40 bytes of
    /// memory, and 16 on disk.</summary>
    [Range(1000, 100_000_000)]
    public int DeliveryMaxIds { get; init; } = 1_000_000;

    /// <summary>Deliveries are forgotten a generation at a time, and two generations are kept.</summary>
    public int DeliveryGenerationIds => DeliveryMaxIds / 2;

    /// <summary>The length of segments that fits the size of the spool.</summary>
    public long SegmentBytes => Math.Min(SpoolSegmentBytes, SpoolMaxBytes / 8);
}
