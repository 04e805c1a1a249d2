using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Monolith.Platform.Telemetry.Prometheus;

/// <summary>Writes metrics in Prometheus' text format, version 0.0.4. Not thread-safe.</summary>
internal sealed class PrometheusText
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a metric with all of its series.</summary>
    public void Add(Metric metric)
    {
        var isCounter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        var isHistogram = metric.MetricType is MetricType.Histogram or MetricType.ExponentialHistogram;
        var name = PrometheusNames.Metric(metric.Name, metric.Unit, isCounter);
        if (metric.Description.Length > 0)
        {
            _text
                .Append("# HELP ")
                .Append(name)
                .Append(' ')
                .Append(Escaped(metric.Description, quote: false))
                .Append('\n');
        }

        var type =
            isCounter ? "counter"
            : isHistogram ? "histogram"
            : "gauge";
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(point.Tags);
            if (isHistogram)
            {
                AddHistogram(name, labels, point);
            }
            else
            {
                AddSample(name, labels, Value(metric.MetricType, point));
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void AddHistogram(string name, string labels, MetricPoint point)
    {
        var below = 0L;
        var and = labels.Length == 0 ? "" : ",";
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            AddSample($"{name}_bucket", $"{labels}{and}le=\"{Number(bucket.ExplicitBound)}\"", below);
        }

        AddSample($"{name}_sum", labels, point.GetHistogramSum());
        AddSample($"{name}_count", labels, point.GetHistogramCount());
    }

    private void AddSample(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0)
        {
            _text.Append('{').Append(labels).Append('}');
        }

        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static double Value(MetricType type, MetricPoint point) =>
        type switch
        {
            MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
            MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
            MetricType.LongGauge => point.GetGaugeLastValueLong(),
            MetricType.DoubleGauge => point.GetGaugeLastValueDouble(),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No metric of Monolith has this type."),
        };

    private static string Labels(ReadOnlyTagCollection tags)
    {
        var labels = new List<string>();
        foreach (var (name, value) in tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels.Add($"{PrometheusNames.Label(name)}=\"{Escaped(text, quote: true)}\"");
        }

        labels.Sort(StringComparer.Ordinal);
        return string.Join(',', labels);
    }

    private static string Escaped(string text, bool quote)
    {
        var escaped = text.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("\n", @"\n", StringComparison.Ordinal);
        return quote ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);
}
