using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Parsing.Measuring;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Tests.Parsing;

public sealed class MetricTests
{
    [Fact]
    public void Records_are_counted_by_their_weight_and_told_apart_by_fields()
    {
        using var world = new World();
        var stage = world.Stage("""{"name": "orders", "attributes": ["service", "severity"]}""");

        Apply(stage, Record("shop"), Record("shop", weight: 100), Record("bank"));

        Assert.Equal(101, world.Sum("logs.orders", "service", "shop"));
        Assert.Equal(1, world.Sum("logs.orders", "service", "bank"));
        Assert.Equal(102, world.Sum("logs.orders", "monolith.tenant", "default"));
    }

    [Fact]
    public void The_values_of_a_field_are_added_up_or_spread()
    {
        using var world = new World();
        var counter = world.Stage("""{"name": "revenue", "value": "amount", "unit": "EUR"}""");
        var histogram = world.Stage(
            """{"name": "latency", "type": "histogram", "value": "duration_ms", "unit": "ms"}"""
        );
        var record = Record("shop");
        record.Attributes.Add("amount"u8.ToArray(), "2.5"u8.ToArray());
        record.DurationMs = 12;

        Apply(counter, record, record, Record("shop"));
        Apply(histogram, record);

        Assert.Equal(5, world.Sum("logs.revenue", "monolith.tenant", "default"));
        Assert.Equal(12, world.Sum("logs.latency", "monolith.tenant", "default"));
    }

    [Theory]
    [InlineData("many")]
    [InlineData("-1")]
    [InlineData("1e999")]
    public void A_value_that_cannot_be_added_fails_the_stage(string amount)
    {
        using var world = new World();
        var record = Record("shop");
        record.Attributes.Add("amount"u8.ToArray(), Encoding.UTF8.GetBytes(amount));

        Assert.Equal(Fate.Fail, Apply(world.Stage("""{"name": "revenue", "value": "amount"}"""), record).Fate);
    }

    [Fact]
    public void More_series_than_a_metric_may_have_are_one()
    {
        using var world = new World();
        var stage = world.Stage("""{"name": "orders", "attributes": ["service"], "max_series": 2}""");

        Apply(stage, [.. Enumerable.Range(0, 10).Select(i => Record($"s{i}"))]);

        Assert.Equal(8, world.Sum("logs.orders", "otel.metric.overflow", true));
    }

    [Fact]
    public void A_trial_counts_nothing()
    {
        using var world = new World();

        Apply(world.Stage("""{"name": "orders"}""", isTrial: true), Record("shop"));

        Assert.Equal(0, world.Sum("logs.orders", "monolith.tenant", "default"));
    }

    [Fact]
    public void A_record_costs_no_allocation()
    {
        using var world = new World(isHeard: false);
        var stage = world.Stage("""{"name": "orders", "attributes": ["service", "severity"]}""");
        var records = new[] { Record("shop"), Record("bank") };

        Assert.Equal(0, Allocations.LeastOf(() => Apply(stage, records), times: 1_000));
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"name": "Orders!"}""", "name")]
    [InlineData("""{"name": "a", "type": "histogram"}""", "value")]
    [InlineData("""{"name": "a", "max_series": 0}""", "max_series")]
    [InlineData("""{"name": "a", "attributes": ["1","2","3","4","5","6","7","8","9"]}""", "attributes")]
    public void Settings_that_make_no_sense_are_refused(string settings, string path)
    {
        using var world = new World();

        Assert.Equal(path, Assert.Throws<StageSettingsException>(() => world.Stage(settings)).Path);
    }

    private static readonly StageContext Context = new(TenantId.Default, new ScratchBuffer(), new Tally(), 0);

    private static Verdict Apply(RecordStage stage, params ReadOnlySpan<LogRecord> records)
    {
        var verdict = Verdict.Keep;
        foreach (var record in records)
        {
            verdict = stage.Apply(record, in Context);
        }

        return verdict;
    }

    private static LogRecord Record(string service, uint weight = 1) =>
        new() { ServiceName = Encoding.UTF8.GetBytes(service), Weight = weight };

    private sealed class World : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<(string Name, double Value, KeyValuePair<string, object?>[] Tags)> _heard = [];
        private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        private readonly IMeterFactory _meters;

        public World(bool isHeard = true)
        {
            _meters = _services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (isHeard && instrument.Meter.Scope == _meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<double>(
                (instrument, value, tags, _) => _heard.Add((instrument.Name, value, tags.ToArray()))
            );
            _listener.Start();
        }

        public RecordStage Stage(string settings, bool isTrial = false) =>
            new MetricKind(_meters).Build(
                JsonNode.Parse(settings),
                new StageScope(TenantId.Default, "usual", "metric", isTrial)
            );

        public double Sum(string name, string tag, object value) =>
            _heard
                .Where(h => h.Name == name && h.Tags.Any(t => t.Key == tag && Equals(t.Value, value)))
                .Sum(h => h.Value);

        public void Dispose()
        {
            _listener.Dispose();
            _services.Dispose();
        }
    }
}
