using Microsoft.Extensions.Options;
using Monolith.Storage.Contracts;
using Monolith.Storage.Shipping;
using Monolith.Storage.Spool;

namespace Monolith.Storage;

/// <summary>Collects the state of the spool from those who know it, and shows it as gauges.</summary>
internal sealed class SpoolStatusReader : ISpoolStatus
{
    private readonly SpoolHolder _spool;
    private readonly Shipper _shipper;
    private readonly SchemaGate _schema;
    private readonly StorageOptions _options;

    public SpoolStatusReader(
        SpoolHolder spool,
        Shipper shipper,
        SchemaGate schema,
        IOptions<StorageOptions> options,
        StorageMetrics metrics
    )
    {
        (_spool, _shipper, _schema, _options) = (spool, shipper, schema, options.Value);
        var meter = metrics.Meter;
        meter.CreateObservableGauge("monolith.storage.spool.used", UsedBytes, "By", "Disk that the spool takes.");
        meter.CreateObservableGauge(
            "monolith.storage.spool.capacity",
            () => _options.SpoolMaxBytes,
            "By",
            "Disk that the spool may take."
        );
        meter.CreateObservableGauge(
            "monolith.storage.spool.waiting",
            () => _shipper.WaitingFrames,
            "{frame}",
            "Frames that ClickHouse has not confirmed."
        );
        meter.CreateObservableGauge(
            "monolith.storage.spool.oldest_age",
            () => _shipper.OldestAge.TotalSeconds,
            "s",
            "How long the oldest of these frames has been waiting."
        );
    }

    /// <inheritdoc/>
    public SpoolStatus Current =>
        new(
            _shipper.State,
            UsedBytes(),
            _options.SpoolMaxBytes,
            _shipper.WaitingFrames,
            _shipper.OldestAge,
            _shipper.Damaged?.Files ?? 0,
            _shipper.Refused?.Files ?? 0,
            _shipper.LastError ?? _schema.LastError
        );

    private long UsedBytes() => _spool.IsOpen ? _spool.Folder.UsedBytes : 0;
}
