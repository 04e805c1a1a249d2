using System.Diagnostics.Metrics;
using Monolith.Storage.Spool;

namespace Monolith.Storage;

/// <summary>What Storage counts. Explained in docs/storage.md.</summary>
internal sealed class StorageMetrics
{
    private readonly Counter<long> _framesWritten;
    private readonly Counter<long> _rowsWritten;
    private readonly Counter<long> _commitsRefused;
    private readonly Histogram<double> _commitDuration;
    private readonly Histogram<int> _commitBatches;
    private readonly Counter<long> _rowsShipped;
    private readonly Counter<long> _rowsRepaired;
    private readonly Histogram<double> _insertDuration;
    private readonly Counter<long> _framesSetAside;

    public StorageMetrics(IMeterFactory meters)
    {
        Meter = meters.Create("Monolith.Storage");
        _framesWritten = Meter.CreateCounter<long>(
            "monolith.storage.frame.written",
            "{frame}",
            "Frames written to the spool."
        );
        _rowsWritten = Meter.CreateCounter<long>(
            "monolith.storage.row.written",
            "{row}",
            "Rows made durable in the spool."
        );
        _commitsRefused = Meter.CreateCounter<long>(
            "monolith.storage.commit.refused",
            "{batch}",
            "Batches that were refused; their clients were asked to try again."
        );
        _commitDuration = Meter.CreateHistogram<double>(
            "monolith.storage.commit.duration",
            "s",
            "How long a group of batches took to become durable."
        );
        _commitBatches = Meter.CreateHistogram<int>(
            "monolith.storage.commit.batches",
            "{batch}",
            "Batches that became durable together."
        );
        _rowsShipped = Meter.CreateCounter<long>(
            "monolith.storage.row.shipped",
            "{row}",
            "Rows that ClickHouse confirmed."
        );
        _rowsRepaired = Meter.CreateCounter<long>(
            "monolith.storage.row.repaired",
            "{row}",
            "Rows that a crash of ClickHouse had swallowed and that were inserted once more."
        );
        _insertDuration = Meter.CreateHistogram<double>(
            "monolith.storage.insert.duration",
            "s",
            "How long an insert took."
        );
        _framesSetAside = Meter.CreateCounter<long>(
            "monolith.storage.frame.set_aside",
            "{frame}",
            "Frames kept in a file for a person to look at, because they are damaged or ClickHouse refused them."
        );
    }

    /// <summary>Where the gauges are added by those who know the values.</summary>
    public Meter Meter { get; }

    public void FramesWritten(List<SpoolFrame> frames)
    {
        _framesWritten.Add(frames.Count);
        long rows = 0;
        foreach (var frame in frames)
        {
            rows += frame.Rows;
        }

        _rowsWritten.Add(rows);
    }

    public void CommitRefused(string reason, int batches = 1) =>
        _commitsRefused.Add(batches, new KeyValuePair<string, object?>("error.type", reason));

    public void CommitTook(TimeSpan time, int batches)
    {
        _commitDuration.Record(time.TotalSeconds);
        _commitBatches.Record(batches);
    }

    public void RowsShipped(long rows, string table) =>
        _rowsShipped.Add(rows, new KeyValuePair<string, object?>("table", table));

    public void RowsRepaired(long rows) => _rowsRepaired.Add(rows);

    public void InsertTook(TimeSpan time, string? error)
    {
        if (error is null)
        {
            _insertDuration.Record(time.TotalSeconds);
        }
        else
        {
            _insertDuration.Record(time.TotalSeconds, new KeyValuePair<string, object?>("error.type", error));
        }
    }

    public void FrameSetAside(string reason) =>
        _framesSetAside.Add(1, new KeyValuePair<string, object?>("error.type", reason));
}
