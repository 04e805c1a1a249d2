using Monolith.Storage.Contracts;

namespace Monolith.Storage.Spool;

/// <summary>How the spool treats the disk.</summary>
/// <param name="MaxBytes">How much it takes at most.</param>
/// <param name="HeadroomBytes">How much of the disk it leaves free for everything else.</param>
/// <param name="SegmentBytes">From which length on a new segment is begun.</param>
/// <param name="SpareSegments">How many segments that are no longer needed it keeps to write over.</param>
/// <param name="Durability">What must have happened before a record is acknowledged.</param>
internal sealed record SpoolLimits(
    long MaxBytes,
    long HeadroomBytes,
    long SegmentBytes,
    int SpareSegments,
    Durability Durability
);
