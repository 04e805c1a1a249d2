using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Monolith.Audit;

/// <summary>What the audit trail counts. Explained in docs/metrics.md.</summary>
internal sealed class AuditMetrics
{
    private readonly Counter<long> _appended;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _stored;
    private readonly Counter<long> _signed;
    private readonly Counter<long> _spooled;
    private readonly Counter<long> _anchored;
    private readonly Counter<long> _delivered;

    public AuditMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Monolith.Audit");
        _appended = meter.CreateCounter<long>(
            "monolith.audit.entry.appended",
            "{entry}",
            "Entries that got their place in a trail."
        );
        _refused = meter.CreateCounter<long>(
            "monolith.audit.entry.refused",
            "{entry}",
            "Entries that could not be appended; what they tell of was not done."
        );
        _stored = meter.CreateCounter<long>(
            "monolith.audit.entry.stored",
            "{entry}",
            "Entries that ClickHouse confirmed."
        );
        _signed = meter.CreateCounter<long>(
            "monolith.audit.checkpoint.signed",
            "{checkpoint}",
            "Checkpoints that were signed and kept."
        );
        _spooled = meter.CreateCounter<long>(
            "monolith.audit.access.spooled",
            "{entry}",
            "Entries of who looked at what that wait on the disk because the trail took nothing."
        );
        _anchored = meter.CreateCounter<long>(
            "monolith.audit.anchor.runs",
            "{run}",
            "Attempts to anchor a trail, by monolith.anchor; error.type where it did not work."
        );
        _delivered = meter.CreateCounter<long>(
            "monolith.audit.pubsub.messages",
            "{message}",
            "Messages with events that the sidecar brought, by monolith.topic; error.type where they were not taken."
        );
    }

    public void Appended(int entries) => _appended.Add(entries);

    public void Refused(int entries) => _refused.Add(entries);

    public void Stored(int entries) => _stored.Add(entries);

    public void Signed() => _signed.Add(1);

    public void Spooled() => _spooled.Add(1);

    public void Anchored(string anchor, string? error) => _anchored.Add(1, Tags("monolith.anchor", anchor, error));

    public void Delivered(string topic, string? error) => _delivered.Add(1, Tags("monolith.topic", topic, error));

    private static TagList Tags(string name, string value, string? error)
    {
        var tags = new TagList { { name, value } };
        if (error is not null)
        {
            tags.Add("error.type", error);
        }

        return tags;
    }
}
