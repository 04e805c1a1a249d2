using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Processing;

/// <summary>The bounds that hold for every record, whatever protocol it came by. Section <c>Modules:Processing</c>.</summary>
internal sealed class ProcessingOptions
{
    /// <summary>How many attributes a record may have. One with more is rejected with <c>too_many_attributes</c>.</summary>
    [Range(1, 10_000)]
    public int MaxAttributes { get; init; } = 256;

    /// <summary>How many events a span may have, and how many links. One with more is rejected with
    /// <c>too_many_events</c>.</summary>
    [Range(0, 100_000)]
    public int MaxSpanEvents { get; init; } = 1024;

    /// <summary>
    /// How far in the future a record's time may lie. A later one is rejected with <c>time_too_far_ahead</c>.
    /// </summary>
    [TimeRange("00:00:00", "365.00:00:00")]
    public TimeSpan MaxTimeAhead { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How many bytes quarantine keeps of a rejected record. The rest is cut; its whole length is noted.</summary>
    [Range(0, 1024 * 1024)]
    public int MaxQuarantinedBytes { get; init; } = 64 * 1024;

    /// <summary>How much memory each tenant's records take that stages leave out and errors may bring back. Beyond it the oldest are
    /// forgotten; 0 keeps none.</summary>
    [Range(0, 1024 * 1024 * 1024)]
    public int MaxLeftOutBytes { get; init; } = 64 * 1024 * 1024;
}
