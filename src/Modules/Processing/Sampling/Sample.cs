using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Sampling;

/// <summary>Keeps one record in some. What shares a trace id, or else a correlation id, is kept or left out together; an error is
/// always kept, and so is what comes before and after it under its ids.</summary>
/// <param name="oneIn">How many stand for one, where there is no budget.</param>
/// <param name="budgets">Chooses how many; null for a fixed rate.</param>
/// <param name="by">What shares a budget.</param>
/// <param name="related">What belongs to errors; null when that is sampled like all else.</param>
/// <param name="seed">Tells this stage from others: two of them one behind the other must not keep the same records.</param>
internal sealed class Sample(uint oneIn, RateBudgets? budgets, SampleBy by, RelatedToErrors? related, ulong seed)
    : RecordStage,
        IWitness
{
    private readonly CountedWeights _counted = new();

    public override Verdict Apply(LogRecord record, in StageContext context)
    {
        var ids = IdsOf(record);
        var now = context.ReceivedUnixNano;
        if (record.Severity >= SeverityNumber.Error)
        {
            related?.Note(this, in ids, in context);
            return Verdict.Keep;
        }

        if (related is not null && related.IsKnown(in ids, now))
        {
            return Verdict.Keep;
        }

        var kind = budgets is null ? 0 : KindOf(record);
        var rate = budgets?.OneIn(kind, now) ?? oneIn;
        if (HashOf(record, in ids) > ulong.MaxValue / rate)
        {
            return related is null || related.TryLeaveOut(record, in ids, in context) ? Verdict.Drop : Verdict.Keep;
        }

        budgets?.Keep(kind);

        // It may have stood for others before: those that an earlier stage left out.
        var weight = (ulong)record.Weight * rate;
        if (_counted.IsAny)
        {
            weight -= _counted.TakeOff(KindOf(record), weight - record.Weight);
        }

        record.Weight = (uint)Math.Min(weight, uint.MaxValue);
        return Verdict.Keep;
    }

    public void Witness(LogRecord record, in StageContext context)
    {
        if (related is not null && record.Severity >= SeverityNumber.Error)
        {
            related.Note(this, IdsOf(record), in context);
        }
    }

    /// <summary>What a record is like: those of one kind stand for each other.</summary>
    public ulong KindOf(LogRecord record) =>
        by == SampleBy.Pattern && record.PatternHash != 0
            ? record.PatternHash
            : RecordHash.Join(RecordHash.Of(record.ServiceName.Span), (ulong)record.Severity);

    /// <summary>A record that others were kept in place of was brought back, and counts twice until this is made up for.</summary>
    public void CountedBefore(ulong kind, uint weight) => _counted.Add(kind, weight);

    private RecordIds IdsOf(LogRecord record) => new(NumberOf(record.TraceId), NumberOf(record.CorrelationId));

    private ulong HashOf(LogRecord record, in RecordIds ids) =>
        ids.First != 0 ? ids.First
        : ids.Second != 0 ? ids.Second
        : RecordHash.Join(RecordHash.Of(record), seed);

    private ulong NumberOf(ReadOnlyMemory<byte> id) => id.IsEmpty ? 0 : RecordHash.Join(RecordHash.Of(id.Span), seed);
}
