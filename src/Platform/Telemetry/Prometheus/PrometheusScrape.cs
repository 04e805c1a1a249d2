using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Monolith.Platform.Telemetry.Prometheus;

/// <summary>Collects all metrics of a set of meters when it is asked to. Thread-safe.</summary>
internal sealed class PrometheusScrape : IDisposable
{
    private readonly Lock _turn = new(); // the SDK collects for one reader at a time
    private readonly TextExporter _exporter = new();
    private readonly MeterProvider _meters;

    public PrometheusScrape(params string[] meters)
    {
        var reader = new BaseExportingMetricReader(_exporter);
        _meters = Sdk.CreateMeterProviderBuilder().AddMeter(meters).AddReader(reader).Build();
    }

    /// <summary>The metrics as they are now, in Prometheus' text format.</summary>
    public string Collect()
    {
        lock (_turn)
        {
            _exporter.Text = new PrometheusText();
            _exporter.Collect!(Timeout.Infinite); // set by the reader; it lets nobody else collect
            return _exporter.Text.ToString();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meters.Dispose();

    [ExportModes(ExportModes.Pull)]
    private sealed class TextExporter : BaseExporter<Metric>, IPullMetricExporter
    {
        public PrometheusText Text { get; set; } = new();

        public Func<int, bool>? Collect { get; set; }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                Text.Add(metric);
            }

            return ExportResult.Success;
        }
    }
}
