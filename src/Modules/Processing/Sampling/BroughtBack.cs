using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines;
using Monolith.Processing.Routing;
using Monolith.Processing.Routing.Queue;
using Monolith.Processing.Stages;
using Monolith.Storage.Contracts;

namespace Monolith.Processing.Sampling;

/// <summary>
/// What one batch has to do with records that were left out: it notes those that it leaves out itself, and has those that its errors
/// bring back run the rest of the pipeline. All of this holds once the batch is durable; of one that comes to nothing, nothing is left.
/// Reused from batch to batch; not thread-safe.
/// </summary>
internal sealed class BroughtBack : IDisposable
{
    private readonly LogRecord _record = new();
    private readonly Tally _tally = new();
    private readonly TakenRecords _taken = new();
    private readonly List<Sample> _takenBy = [];
    private readonly List<Stored> _stored = [];
    private LeftOutRecords? _leftOut;
    private long _now;
    private long _batch;
    private long _first;
    private int _ran;

    /// <summary>Whether the batch's errors brought any back.</summary>
    public bool IsAny => _taken.Count > 0;

    /// <summary>Whether any of them has yet to run the rest of the pipeline.</summary>
    public bool IsWaiting => _ran < _taken.Count;

    /// <summary>Keeps a copy of a record that a stage of the batch leaves out.</summary>
    /// <returns>Its place; 0 when it is too large to be kept.</returns>
    public long Add(LeftOutRecords to, LogRecord record, in RecordIds ids, long now, long until)
    {
        if (_batch == 0)
        {
            // All stages of a batch are one tenant's.
            (_leftOut, _batch) = (to, to.NextBatch());
        }

        var place = to.Add(record, new LeftOutNote(ids, until, _batch), now);
        _first = _first == 0 ? place : _first;
        return place;
    }

    /// <summary>Takes out what a stage had left out of what an error belongs to.</summary>
    public void Take(LeftOutRecords from, Sample stage, in RecordIds ids, long now)
    {
        (_leftOut, _now) = (from, now);
        from.Take(ids.First, now, _taken);
        from.Take(ids.Second, now, _taken);
        while (_takenBy.Count < _taken.Count)
        {
            _takenBy.Add(stage);
        }
    }

    /// <summary>Runs the rest of the pipeline over those that wait. What it does not keep stays left out.</summary>
    /// <param name="stages">The pipeline.</param>
    /// <param name="context">That of the batch.</param>
    /// <param name="stored">Gets what is kept.</param>
    public void Run(CompiledPipeline stages, in StageContext context, ILogBatch stored)
    {
        // They are counted by themselves, for their clients were told of their fate; and nothing that their own request said is known.
        var own = context with
        {
            Tally = _tally,
            Ids = null,
            BroughtBack = null,
        };
        _tally.MakeRoom(stages.Counted);
        for (; _ran < _taken.Count; _ran++)
        {
            var before = own.Scratch.Position;
            RecordCodec.Read(_taken[_ran].Encoded, _record);
            Run(_takenBy[_ran], stages, in own, stored);
            own.Scratch.Rewind(before);
        }
    }

    /// <summary>The batch is durable: what it left out may be brought back by any other, and what it brought back counts.</summary>
    public void Settle(CompiledPipeline stages, ProcessingMetrics metrics)
    {
        foreach (var (stage, kind, weight) in _stored)
        {
            stage.CountedBefore(kind, weight);
        }

        if (_ran > 0)
        {
            stages.Count(_tally, metrics);
            metrics.BroughtBack(_stored.Count);
        }

        Forget();
    }

    /// <summary>Begins again for the next batch. Of one that was not settled, what it left out is forgotten, because it comes again, and
    /// what it brought back can be brought back by others.</summary>
    public void Clear()
    {
        if (_first > 0)
        {
            _leftOut!.Remove(_batch, _first);
        }

        for (var i = 0; i < _taken.Count; i++)
        {
            var (note, encoded) = _taken[i];
            if (_batch == 0 || note.Batch != _batch)
            {
                _leftOut!.PutBack(in note, encoded.Span, _now);
            }
        }

        Forget();
    }

    public void Dispose() => Clear();

    private void Run(Sample stage, CompiledPipeline stages, in StageContext context, ILogBatch stored)
    {
        var (kind, weight) = (stage.KindOf(_record), _record.Weight);
        var forwards = context.Forwards!;
        if (stages.RunAfter(stage, _record, in context).Fate != Fate.Keep)
        {
            forwards.Forget();
            return;
        }

        _stored.Add(new Stored(stage, kind, weight));
        if (forwards.Take(_record))
        {
            stored.Append(_record);
        }
    }

    private void Forget()
    {
        _taken.Clear();
        _takenBy.Clear();
        _stored.Clear();
        if (_ran > 0)
        {
            _tally.Clear();
        }

        (_leftOut, _batch, _first, _ran) = (null, 0, 0, 0);
    }

    /// <param name="Stage">Which stage had left it out.</param>
    /// <param name="Kind">What it is like, to that stage.</param>
    /// <param name="Weight">Its weight.</param>
    private readonly record struct Stored(Sample Stage, ulong Kind, uint Weight);
}
