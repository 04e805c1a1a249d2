using System.Diagnostics.Metrics;
using Monolith.Processing.Routing.Sending;

namespace Monolith.Processing.Routing;

/// <summary>What became of the records that go elsewhere. Each that is queued is sent or lost, and counted then.</summary>
internal sealed class ForwardMetrics
{
    private readonly Counter<long> _queued;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _missed;
    private readonly Histogram<double> _attempts;

    public ForwardMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Monolith.Processing");
        _queued = meter.CreateCounter<long>(
            "monolith.processing.forward.queued",
            "{log_record}",
            "Log records that were made durable in the queue of a destination."
        );
        _sent = meter.CreateCounter<long>(
            "monolith.processing.forward.processed",
            "{log_record}",
            "Log records that a destination took, or that it never gets with error.type."
        );
        _missed = meter.CreateCounter<long>(
            "monolith.processing.forward.missed",
            "{log_record}",
            "Log records that a destination did not get because it is not there or not in the tenant's plan. They were stored as all others are."
        );
        _attempts = meter.CreateHistogram<double>(
            "monolith.processing.forward.attempt_duration",
            "s",
            "How long one attempt to send records took."
        );
    }

    /// <summary>Records are durable in a queue.</summary>
    public void Queued(long records) => _queued.Add(records);

    /// <summary>A destination took records.</summary>
    public void Sent(string kind, long records) => _sent.Add(records, Destination(kind));

    /// <summary>Records are given up.</summary>
    /// <param name="reason">Why: <c>queue_full</c>, <c>dead_letter</c>, <c>damaged</c>.</param>
    /// <param name="records">How many.</param>
    public void Lost(string reason, long records)
    {
        if (records > 0)
        {
            _sent.Add(records, new KeyValuePair<string, object?>("error.type", reason));
        }
    }

    /// <summary>A record was to go to a destination that does not get it.</summary>
    /// <param name="reason">Why: <c>not_there</c>, <c>not_in_plan</c>.</param>
    public void Missed(string reason) => _missed.Add(1, new KeyValuePair<string, object?>("error.type", reason));

    /// <summary>An attempt is over.</summary>
    public void Tried(string kind, SendOutcome outcome, TimeSpan duration)
    {
        var seconds = duration.TotalSeconds;
        switch (outcome)
        {
            case SendOutcome.Delivered:
                _attempts.Record(seconds, Destination(kind));
                break;
            case SendOutcome.Failed:
                _attempts.Record(seconds, Destination(kind), new KeyValuePair<string, object?>("error.type", "failed"));
                break;
            case SendOutcome.Refused:
                _attempts.Record(
                    seconds,
                    Destination(kind),
                    new KeyValuePair<string, object?>("error.type", "refused")
                );
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not a known outcome.");
        }
    }

    private static KeyValuePair<string, object?> Destination(string kind) => new("monolith.destination", kind);
}
