using Monolith.Storage.Spool;

namespace Monolith.Storage.Shipping;

/// <summary>Consecutive frames that are shipped together, one insert for each table.</summary>
/// <param name="Start">The place before the first.</param>
/// <param name="End">The place after the last.</param>
/// <param name="NextNumber">The number after the last frame's.</param>
/// <param name="Frames">The frames.</param>
internal sealed record ShippingRange(
    SpoolPosition Start,
    SpoolPosition End,
    ulong NextNumber,
    IReadOnlyList<FrameAt> Frames
)
{
    /// <summary>How many rows the frames have.</summary>
    public long Rows => Frames.Sum(f => (long)f.Header.Rows);
}
