using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Explore.Admission;

/// <summary>What one question may cost, and how many may be asked at once.</summary>
internal record QueryBudget
{
    /// <summary>The most rows that a question may read. One that would read more is not asked.</summary>
    [Range(1, long.MaxValue)]
    public long MaxRows { get; init; } = 1_000_000_000;

    /// <summary>The most bytes, uncompressed, that a question may read. One that does is stopped.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBytes { get; init; } = 200L * 1024 * 1024 * 1024;

    /// <summary>How long a question may take. One that takes longer is stopped.</summary>
    [TimeRange("00:00:01", "00:10:00")]
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most memory that a question may take. One that needs more is stopped.</summary>
    [Range(1024 * 1024, long.MaxValue)]
    public long MaxMemoryBytes { get; init; } = 400L * 1024 * 1024;

    /// <summary>How many requests may ask at once. One more waits a moment and then gets 429.</summary>
    [Range(1, 1000)]
    public int MaxConcurrent { get; init; } = 8;
}
