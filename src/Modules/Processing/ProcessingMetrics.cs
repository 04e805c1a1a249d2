using System.Diagnostics.Metrics;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;

namespace Monolith.Processing;

/// <summary>What became of all records. Every record is counted once, when the fate of its batch is known.</summary>
internal sealed class ProcessingMetrics
{
    private static readonly string[] Severities = ["unspecified", "trace", "debug", "info", "warn", "error", "fatal"];

    private readonly Counter<long> _processed;
    private readonly Counter<long> _dropped;
    private readonly Histogram<long> _batch;

    public ProcessingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Monolith.Processing");
        _processed = meter.CreateCounter<long>(
            "monolith.processing.log.processed",
            "{log_record}",
            "Log records that were accepted, or refused with error.type."
        );
        _dropped = meter.CreateCounter<long>(
            "monolith.processing.log.dropped",
            "{log_record}",
            "Log records that a stage left out on purpose."
        );
        _batch = meter.CreateHistogram<long>(
            "monolith.processing.batch.size",
            "{log_record}",
            "Log records in one request."
        );
    }

    /// <summary>Turns what a batch counted into metrics.</summary>
    /// <param name="tally">What the batch counted.</param>
    /// <param name="source">The protocol.</param>
    /// <param name="errorType">Why none of the batch was kept, or null when it is durable.</param>
    public void Count(Tally tally, string source, string? errorType)
    {
        var bySource = new KeyValuePair<string, object?>("monolith.source", source);
        _batch.Record(tally.Received, bySource);
        if (errorType is not null)
        {
            _processed.Add(tally.Received, bySource, new KeyValuePair<string, object?>("error.type", errorType));
            return;
        }

        for (var severity = 0; severity < Severities.Length; severity++)
        {
            var kept = tally.KeptBySeverity[severity];
            if (kept > 0)
            {
                _processed.Add(
                    kept,
                    bySource,
                    new KeyValuePair<string, object?>("monolith.severity", Severities[severity])
                );
            }
        }

        for (var reason = 0; reason < tally.RejectedByReason.Length; reason++)
        {
            var refused = tally.RejectedByReason[reason];
            if (refused > 0)
            {
                var code = ((RejectReason)reason).Code();
                _processed.Add(refused, bySource, new KeyValuePair<string, object?>("error.type", code));
            }
        }

        if (tally.Dropped > 0)
        {
            _dropped.Add(tally.Dropped, bySource);
        }
    }
}
