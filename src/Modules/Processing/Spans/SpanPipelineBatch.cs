using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Redaction.Detection;
using Monolith.Processing.Stages;
using Monolith.Storage.Contracts;

namespace Monolith.Processing.Spans;

/// <summary>The spans of one request on their way into storage.</summary>
internal sealed class SpanPipelineBatch(
    SpanPipeline pipeline,
    Workspace<SpanRecord> workspace,
    NormaliseSpan normalise,
    IReadOnlyList<RedactSpan> redact,
    ISpanBatch stored,
    BatchOrigin origin,
    long receivedUnixNano
) : PipelineBatch<SpanRecord>(pipeline, workspace, stored, origin, receivedUnixNano), ISpanPipelineBatch
{
    private readonly SpanRecord _span = workspace.Record;
    private readonly Tally _tally = workspace.Tally;
    private readonly long _received = receivedUnixNano;

    public SpanRecord Record => _span;

    public Verdict Submit(long position, ReadOnlyMemory<byte> raw)
    {
        var verdict = normalise.Apply(_span, _received);
        if (verdict.Fate != Fate.Keep)
        {
            return TurnAway(verdict, position, raw);
        }

        for (var i = 0; i < redact.Count; i++)
        {
            redact[i].Apply(_span, Scratch);
        }

        stored.Append(_span);
        _tally.Keep();
        _span.Clear();
        return verdict;
    }
}
