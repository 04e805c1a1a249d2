using System.Text;
using Monolith.Platform.Buffers;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Pipelines;

/// <summary>A stage of a document: runs only where its condition holds, does with a record that it fails on what the document says,
/// and counts both.</summary>
/// <param name="document">What the document says of it.</param>
/// <param name="condition">Which records it looks at; null for all.</param>
/// <param name="stage">Does the work.</param>
/// <param name="place">Where the batch counts it.</param>
/// <param name="counts">Where its counts go once the batch is durable.</param>
internal sealed class GuardedStage(
    StageDocument document,
    LogMatcher? condition,
    RecordStage stage,
    int place,
    StageCounts counts
) : RecordStage
{
    private static readonly RecordField Mark = RecordField.Of("monolith.stage_errors");

    private readonly IWitness? _witness = stage as IWitness;
    private readonly ReadOnlyMemory<byte> _name = Encoding.UTF8.GetBytes(document.Name);

    /// <summary>Its name in the pipeline.</summary>
    public string Name => document.Name;

    /// <summary>What it does.</summary>
    public string Kind => document.Kind;

    /// <summary>What does the work, when it does it with every record; null when there is a condition.</summary>
    public RecordStage? Always => condition is null ? stage : null;

    /// <summary>Whether it sees records too that an earlier stage has taken past all others.</summary>
    public bool Protects { get; } = document.Kind == PipelineCompiler.Redact;

    /// <summary>Where the batch counts it.</summary>
    public int Place => place;

    /// <summary>Where its counts go.</summary>
    public StageCounts Counts => counts;

    public override Verdict Apply(LogRecord record, in StageContext context)
    {
        if (!Means(record))
        {
            Pass(record, in context);
            return Verdict.Keep;
        }

        return Decide(stage.Apply(record, in context), record, in context);
    }

    /// <summary>Whether it is this one that does the work.</summary>
    public bool Is(RecordStage other) => ReferenceEquals(stage, other);

    /// <summary>Whether it looks at the record.</summary>
    public bool Means(LogRecord record) => condition is null || condition.Matches(record);

    /// <summary>Lets a record go past that it does not mean.</summary>
    public void Pass(LogRecord record, in StageContext context) => _witness?.Witness(record, in context);

    /// <summary>Does the work alone.</summary>
    public Verdict Work(LogRecord record, in StageContext context) => stage.Apply(record, in context);

    /// <summary>Says what becomes of a record after the work, and counts it.</summary>
    public Verdict Decide(Verdict verdict, LogRecord record, in StageContext context)
    {
        context.Tally.CountStage(place, StageFact.Received);
        if (verdict.Fate == Fate.Fail)
        {
            context.Tally.CountStage(place, StageFact.Failed);
            verdict = AfterFailure(verdict, record, context.Scratch);
        }

        if (verdict.Fate is not (Fate.Keep or Fate.Stop))
        {
            context.Tally.CountStage(place, verdict.Fate == Fate.Drop ? StageFact.Dropped : StageFact.Quarantined);
        }

        return verdict;
    }

    private Verdict AfterFailure(in Verdict failure, LogRecord record, ScratchBuffer scratch)
    {
        switch (document.OnError)
        {
            case OnError.Drop:
                return Verdict.Drop;
            case OnError.Quarantine:
                return Verdict.Quarantine(RejectReason.StageFailed, $"{Name}: {failure.Detail}");
            default:
                AddMark(record, scratch);
                return Verdict.Keep;
        }
    }

    private void AddMark(LogRecord record, ScratchBuffer scratch)
    {
        var before = Mark.Read(record, scratch);
        if (before.IsEmpty)
        {
            Mark.TryWrite(record, _name, scratch);
            return;
        }

        var both = scratch.Take(before.Length + 1 + _name.Length);
        before.CopyTo(both);
        both.Span[before.Length] = (byte)',';
        _name.CopyTo(both[(before.Length + 1)..]);
        Mark.TryWrite(record, both, scratch);
    }
}
