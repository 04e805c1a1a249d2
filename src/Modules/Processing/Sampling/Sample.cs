using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Sampling;

/// <summary>Keeps one record in some. What shares a trace id, or else a correlation id, is kept or left out together; an error is
/// always kept, and so is what comes after it under its ids.</summary>
/// <param name="oneIn">How many stand for one, where there is no budget.</param>
/// <param name="budgets">Chooses how many; null for a fixed rate.</param>
/// <param name="by">What shares a budget.</param>
/// <param name="errors">The ids that errors had; null when what belongs to them is sampled like all else.</param>
/// <param name="seed">Tells this stage from others: two of them one behind the other must not keep the same records.</param>
internal sealed class Sample(uint oneIn, RateBudgets? budgets, SampleBy by, ErrorIds? errors, ulong seed) : ILogStage
{
    public Verdict Apply(LogRecord record, in StageContext context)
    {
        var trace = RecordHash.Of(record.TraceId.Span);
        var correlation = RecordHash.Of(record.CorrelationId.Span);
        var now = context.ReceivedUnixNano;
        if (record.Severity >= SeverityNumber.Error)
        {
            errors?.Remember(trace, now);
            errors?.Remember(correlation, now);
            return Verdict.Keep;
        }

        if (errors is not null && (errors.Know(trace, now) || errors.Know(correlation, now)))
        {
            return Verdict.Keep;
        }

        var key = budgets is null ? 0 : KeyOf(record);
        var rate = budgets?.OneIn(key, now) ?? oneIn;
        var hash = RecordHash.Join(
            trace != 0 ? trace
                : correlation != 0 ? correlation
                : RecordHash.Of(record),
            seed
        );
        if (hash > ulong.MaxValue / rate)
        {
            return Verdict.Drop;
        }

        budgets?.Keep(key);

        // It may have stood for others before: those that an earlier stage left out.
        record.Weight = (uint)Math.Min((ulong)record.Weight * rate, uint.MaxValue);
        return Verdict.Keep;
    }

    private ulong KeyOf(LogRecord record) =>
        by == SampleBy.Pattern && record.PatternHash != 0
            ? record.PatternHash
            : RecordHash.Join(RecordHash.Of(record.ServiceName.Span), (ulong)record.Severity);
}
