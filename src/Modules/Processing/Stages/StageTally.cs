using System.Runtime.InteropServices;

namespace Monolith.Processing.Stages;

/// <summary>What one stage of a pipeline did in one batch.</summary>
/// <param name="Received">Records that its condition meant.</param>
/// <param name="Failed">Those that it failed on, whatever became of them.</param>
/// <param name="Dropped">Those that it left out.</param>
/// <param name="Quarantined">Those that it put into quarantine.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StageTally(long Received, long Failed, long Dropped, long Quarantined);

/// <summary>What is counted of a stage.</summary>
internal enum StageFact
{
    /// <summary>Its condition meant the record.</summary>
    Received,

    /// <summary>It failed on the record.</summary>
    Failed,

    /// <summary>It left the record out.</summary>
    Dropped,

    /// <summary>It put the record into quarantine.</summary>
    Quarantined,
}
