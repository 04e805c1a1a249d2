using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Explore;

/// <summary>The bounds of searching, <c>Modules:Explore</c>.</summary>
internal sealed class ExploreOptions
{
    /// <summary>How long one request may search. A longer one gets 504 and is stopped in the engine.</summary>
    [TimeRange("00:00:01", "00:10:00")]
    public TimeSpan MaxExecutionTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many intervals a histogram may have. A request for more gets 400.</summary>
    [Range(10, 10_000)]
    public int MaxHistogramBuckets { get; init; } = 2_000;

    /// <summary>How many live tails may be open at once. One more gets 503.</summary>
    [Range(1, 10_000)]
    public int MaxTails { get; init; } = 100;

    /// <summary>How many bytes of records wait for the reader of one tail. What does not fit is counted as missed.</summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public int TailBufferBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How often a quiet tail sends a comment, so that nothing on the way takes it for dead.</summary>
    [TimeRange("00:00:01", "00:05:00")]
    public TimeSpan TailHeartbeat { get; init; } = TimeSpan.FromSeconds(15);
}
