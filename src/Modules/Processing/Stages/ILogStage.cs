using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Processing.Stages;

/// <summary>
/// One step of the pipeline. It looks at a record, changes it in place, and says what becomes of it. One instance serves
/// all batches at once, so it keeps nothing between records but what is thread-safe. It never throws on what a client sent.
/// </summary>
internal interface ILogStage
{
    /// <summary>Runs the step over one record.</summary>
    Verdict Apply(LogRecord record, in StageContext context);
}

/// <summary>What a stage may know beside the record.</summary>
/// <param name="Tenant">Whose record it is.</param>
/// <param name="Scratch">Memory for the values that the stage makes.</param>
/// <param name="Tally">Where the batch counts.</param>
/// <param name="ReceivedUnixNano">When the batch came.</param>
internal readonly record struct StageContext(
    TenantId Tenant,
    ScratchBuffer Scratch,
    Tally Tally,
    long ReceivedUnixNano
);

/// <summary>What becomes of a record after a stage.</summary>
internal readonly record struct Verdict
{
    private Verdict(Fate fate, RejectReason reason, string? detail) => (Fate, Reason, Detail) = (fate, reason, detail);

    /// <summary>The next stage gets it.</summary>
    public static Verdict Keep => default;

    /// <summary>It is left out on purpose.</summary>
    public static Verdict Drop => new(Fate.Drop, default, null);

    /// <summary>What becomes of it.</summary>
    public Fate Fate { get; }

    /// <summary>Why it is rejected.</summary>
    public RejectReason Reason { get; }

    /// <summary>What exactly was wrong with a rejected record. Holds nothing of its values.</summary>
    public string? Detail { get; }

    /// <summary>It goes into quarantine.</summary>
    public static Verdict Reject(RejectReason reason, string detail) => new(Fate.Reject, reason, detail);
}

/// <summary>The three things that a stage can do with a record.</summary>
internal enum Fate
{
    /// <summary>Hand it on.</summary>
    Keep,

    /// <summary>Leave it out on purpose.</summary>
    Drop,

    /// <summary>Put it into quarantine.</summary>
    Reject,
}
