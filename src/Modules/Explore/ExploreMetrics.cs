using System.Diagnostics.Metrics;

namespace Monolith.Explore;

/// <summary>What searching costs, and what live tails show.</summary>
internal sealed class ExploreMetrics
{
    private readonly Histogram<double> _searchDuration;
    private readonly Counter<long> _searchRecords;
    private readonly UpDownCounter<long> _tails;
    private readonly Counter<long> _tailRecords;
    private readonly Counter<long> _tailMissed;
    private readonly UpDownCounter<long> _queries;
    private readonly Counter<long> _queriesRefused;
    private readonly Counter<long> _exported;

    public ExploreMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Monolith.Explore");
        _searchDuration = meter.CreateHistogram<double>(
            "monolith.explore.search.duration",
            "s",
            "How long a page of a search took to find."
        );
        _searchRecords = meter.CreateCounter<long>("monolith.explore.search.records", "{log_record}", "Records found.");
        _tails = meter.CreateUpDownCounter<long>("monolith.explore.tail.open", "{tail}", "Live tails that are open.");
        _tailRecords = meter.CreateCounter<long>(
            "monolith.explore.tail.records",
            "{log_record}",
            "Records shown by live tails."
        );
        _tailMissed = meter.CreateCounter<long>(
            "monolith.explore.tail.missed",
            "{log_record}",
            "Records that a live tail did not show because its reader was too slow."
        );
        _queries = meter.CreateUpDownCounter<long>(
            "monolith.explore.query.open",
            "{query}",
            "Requests that are asking now."
        );
        _queriesRefused = meter.CreateCounter<long>(
            "monolith.explore.query.refused",
            "{query}",
            "Questions that were not asked because they would have cost too much, or too many were asked."
        );
        _exported = meter.CreateCounter<long>("monolith.explore.export.bytes", "By", "Bytes of exports, before gzip.");
    }

    public void Searched(TimeSpan duration, int records)
    {
        _searchDuration.Record(duration.TotalSeconds);
        _searchRecords.Add(records);
    }

    public void TailOpened() => _tails.Add(1);

    public void TailClosed() => _tails.Add(-1);

    public void TailShowed(int records) => _tailRecords.Add(records);

    public void TailMissed(long records) => _tailMissed.Add(records);

    public void QueryOpened() => _queries.Add(1);

    public void QueryClosed() => _queries.Add(-1);

    public void QueryRefused(string reason) =>
        _queriesRefused.Add(1, new KeyValuePair<string, object?>("error.type", reason));

    public void Exported(long bytes) => _exported.Add(bytes);
}
