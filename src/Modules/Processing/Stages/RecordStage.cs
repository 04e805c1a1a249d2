using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Routing;
using Monolith.Processing.Sampling;

namespace Monolith.Processing.Stages;

/// <summary>
/// One step of the pipeline. It looks at a record, changes it in place, and says what becomes of it. One instance serves
/// all batches at once, so it keeps nothing between records but what is thread-safe. It never throws on what a client sent: where it cannot do its
/// work it returns <see cref="Verdict.Fail"/>, and the pipeline's document says what becomes of the record.
/// </summary>
/// <remarks>A class and no interface: every record goes through all stages, and the runtime finds a method of a class at once, where it looks an
/// interface's up.</remarks>
internal abstract class RecordStage
{
    /// <summary>Runs the step over one record.</summary>
    public abstract Verdict Apply(LogRecord record, in StageContext context);
}

/// <summary>A stage that learns from records, too, that its condition does not mean.</summary>
internal interface IWitness
{
    /// <summary>Sees a record that goes past the stage. It must not change it.</summary>
    void Witness(LogRecord record, in StageContext context);
}

/// <summary>What a stage may know beside the record.</summary>
/// <param name="Tenant">Whose record it is.</param>
/// <param name="Scratch">Memory for the values that the stage makes.</param>
/// <param name="Tally">Where the batch counts.</param>
/// <param name="ReceivedUnixNano">When the batch came.</param>
internal readonly record struct StageContext(TenantId Tenant, ScratchBuffer Scratch, Tally Tally, long ReceivedUnixNano)
{
    /// <summary>Where a stage notes who else gets the record; null where nothing is sent, because it is only tried out.</summary>
    public BatchForwards? Forwards { get; init; }

    /// <summary>Where a stage that leaves records out keeps them for a while; null where nothing is, because it is only tried out.</summary>
    public BroughtBack? BroughtBack { get; init; }

    /// <summary>What the request that brought the batch says it belongs to; null when it says nothing.</summary>
    public RequestIds? Ids { get; init; }

    /// <summary>What the tenant may use; null where records are only tried out.</summary>
    public TenantPlan? Plan { get; init; }
}
