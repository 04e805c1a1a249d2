using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Sampling;

/// <summary>Keeps the share of a tenant's records that its plan says, whatever its pipelines do, and all of its errors with what comes
/// after them under their ids. Costs one look at a field where the plan keeps everything.</summary>
/// <param name="errors">The ids that errors had.</param>
internal sealed class PlannedSample(ErrorIds errors) : RecordStage
{
    /// <summary>How long what belongs to an error is kept after it, in nanoseconds.</summary>
    public const long KeepRelatedNanos = 5L * 60 * 1_000_000_000;

    // Stages of pipelines have seeds of their own: what they have kept must not be what is kept here.
    private const ulong Seed = 0x504C414E;

    public override Verdict Apply(LogRecord record, in StageContext context)
    {
        if (context.Plan?.SampleRate is not { } share || share >= 1)
        {
            return Verdict.Keep;
        }

        var ids = new RecordIds(RecordHash.Of(record.TraceId.Span), RecordHash.Of(record.CorrelationId.Span));
        var now = context.ReceivedUnixNano;
        if (record.Severity >= SeverityNumber.Error)
        {
            errors.Remember(in ids, now);
            return Verdict.Keep;
        }

        if (errors.Know(in ids, now))
        {
            return Verdict.Keep;
        }

        var whole = ids.First != 0 ? ids.First : ids.Second;
        var hash = RecordHash.Join(whole != 0 ? whole : RecordHash.Of(record), Seed);

        // The upper 53 bits, as a fraction: evenly spread over 0 to 1, and below the share where the record is kept.
        var place = (hash >> 11) * (1.0 / (1UL << 53));
        if (place >= share)
        {
            return Verdict.Drop;
        }

        // A share of 0.3 has each stand for 3 or for 4, in such a mixture that together they stand for what came.
        record.Weight = (uint)Math.Min(record.Weight * Math.Floor((1 + place) / share), uint.MaxValue);
        return Verdict.Keep;
    }
}
