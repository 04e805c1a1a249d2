using System.Diagnostics.Metrics;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;

namespace Monolith.Processing;

/// <summary>What became of all records. Every record is counted once, when the fate of its batch is known.</summary>
internal sealed class ProcessingMetrics
{
    private static readonly string[] Severities = ["unspecified", "trace", "debug", "info", "warn", "error", "fatal"];

    private readonly Counter<long> _logs;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _broughtBack;
    private readonly Counter<long> _pushedOut;
    private readonly Histogram<long> _logBatch;
    private readonly Counter<long> _stages;
    private readonly Counter<long> _stageErrors;
    private readonly Counter<long> _spans;
    private readonly Histogram<long> _spanBatch;

    public ProcessingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Monolith.Processing");
        _logs = meter.CreateCounter<long>(
            "monolith.processing.log.processed",
            "{log_record}",
            "Log records that were accepted, or refused with error.type."
        );
        _dropped = meter.CreateCounter<long>(
            "monolith.processing.log.dropped",
            "{log_record}",
            "Log records that a stage left out on purpose."
        );
        _broughtBack = meter.CreateCounter<long>(
            "monolith.processing.log.brought_back",
            "{log_record}",
            "Log records that a stage had left out and that an error of the same trace or correlation id brought back."
        );
        _pushedOut = meter.CreateCounter<long>(
            "monolith.processing.log.pushed_out",
            "{log_record}",
            "Log records that were left out and could not be brought back as long as they should, for there was no room."
        );
        _logBatch = meter.CreateHistogram<long>(
            "monolith.processing.batch.size",
            "{log_record}",
            "Log records in one request."
        );
        _stages = meter.CreateCounter<long>(
            "monolith.processing.stage.processed",
            "{log_record}",
            "Log records that stages of pipelines looked at, by what they did."
        );
        _stageErrors = meter.CreateCounter<long>(
            "monolith.processing.stage.failed",
            "{log_record}",
            "Log records that stages of pipelines failed on, whatever became of them."
        );
        _spans = meter.CreateCounter<long>(
            "monolith.processing.span.processed",
            "{span}",
            "Spans that were accepted, or refused with error.type."
        );
        _spanBatch = meter.CreateHistogram<long>(
            "monolith.processing.span.batch.size",
            "{span}",
            "Spans in one request."
        );
    }

    /// <summary>Turns what a batch of log records counted into metrics.</summary>
    /// <param name="tally">What the batch counted.</param>
    /// <param name="source">The protocol.</param>
    /// <param name="errorType">Why none of the batch was kept, or null when it is durable.</param>
    public void CountLogs(Tally tally, string source, string? errorType)
    {
        var bySource = new KeyValuePair<string, object?>("monolith.source", source);
        _logBatch.Record(tally.Received, bySource);
        if (errorType is not null)
        {
            _logs.Add(tally.Received, bySource, new KeyValuePair<string, object?>("error.type", errorType));
            return;
        }

        for (var severity = 0; severity < Severities.Length; severity++)
        {
            var kept = tally.KeptBySeverity[severity];
            if (kept > 0)
            {
                _logs.Add(kept, bySource, new KeyValuePair<string, object?>("monolith.severity", Severities[severity]));
            }
        }

        CountRejected(tally, _logs, bySource);
        if (tally.Dropped > 0)
        {
            _dropped.Add(tally.Dropped, bySource);
        }
    }

    /// <summary>Records that had been dropped were stored after all.</summary>
    public void BroughtBack(long records) => _broughtBack.Add(records);

    /// <summary>Records were forgotten that an error might have brought back.</summary>
    public void PushedOut(long records) => _pushedOut.Add(records);

    /// <summary>Turns what a stage did in a batch into metrics.</summary>
    /// <param name="stage">Its name.</param>
    /// <param name="kind">What it does.</param>
    /// <param name="tally">What it did.</param>
    public void CountStage(string stage, string kind, in StageTally tally)
    {
        var byStage = new KeyValuePair<string, object?>("monolith.stage", stage);
        var byKind = new KeyValuePair<string, object?>("monolith.stage_kind", kind);
        Add("kept", tally.Received - tally.Dropped - tally.Quarantined);
        Add("dropped", tally.Dropped);
        Add("quarantined", tally.Quarantined);
        if (tally.Failed > 0)
        {
            _stageErrors.Add(tally.Failed, byStage, byKind);
        }

        void Add(string outcome, long count)
        {
            if (count > 0)
            {
                _stages.Add(count, byStage, byKind, new KeyValuePair<string, object?>("monolith.outcome", outcome));
            }
        }
    }

    /// <summary>Turns what a batch of spans counted into metrics.</summary>
    /// <inheritdoc cref="CountLogs"/>
    public void CountSpans(Tally tally, string source, string? errorType)
    {
        var bySource = new KeyValuePair<string, object?>("monolith.source", source);
        _spanBatch.Record(tally.Received, bySource);
        if (errorType is not null)
        {
            _spans.Add(tally.Received, bySource, new KeyValuePair<string, object?>("error.type", errorType));
            return;
        }

        if (tally.Received > tally.Rejected)
        {
            _spans.Add(tally.Received - tally.Rejected, bySource);
        }

        CountRejected(tally, _spans, bySource);
    }

    private static void CountRejected(Tally tally, Counter<long> counter, KeyValuePair<string, object?> bySource)
    {
        for (var reason = 0; reason < tally.RejectedByReason.Length; reason++)
        {
            var refused = tally.RejectedByReason[reason];
            if (refused > 0)
            {
                var code = ((RejectReason)reason).Code();
                counter.Add(refused, bySource, new KeyValuePair<string, object?>("error.type", code));
            }
        }
    }
}
