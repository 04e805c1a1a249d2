namespace Monolith.Explore.Services;

/// <summary>How much something was asked, and how well it answered.</summary>
/// <param name="Service">Which service.</param>
/// <param name="Route">Which of its routes; empty when all of them are meant.</param>
/// <param name="Slot">The number of the interval, counted from 1970; 0 when the whole range is meant.</param>
/// <param name="Asked">How many requests.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Times">The 50th, 90th, 95th and 99th percentile of how long they took, in milliseconds; null in it when
/// nobody measured.</param>
internal sealed record TrafficRow(
    string Service,
    string Route,
    long Slot,
    long Asked,
    long Failed,
    IReadOnlyList<double?> Times
)
{
    /// <summary>The share of requests that failed, from 0 to 1.</summary>
    public double FailedShare => Asked == 0 ? 0 : (double)Failed / Asked;

    /// <summary>Half of the requests took less.</summary>
    public double? P50 => Times[0];

    /// <summary>95 of 100 requests took less.</summary>
    public double? P95 => Times[2];

    /// <summary>99 of 100 requests took less.</summary>
    public double? P99 => Times[3];
}
