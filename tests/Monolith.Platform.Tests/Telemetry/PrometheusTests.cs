using System.Diagnostics.Metrics;
using Monolith.Platform.Telemetry.Prometheus;

namespace Monolith.Platform.Tests.Telemetry;

public sealed class PrometheusTests
{
    [Fact]
    public void Metrics_are_written_in_the_text_format()
    {
        using var meter = new Meter("Monolith.PrometheusTests");
        using var scrape = new PrometheusScrape("Monolith.PrometheusTests");
        var counter = meter.CreateCounter<long>("shop.order.placed", "{order}", "Orders.\nAll of them.");
        counter.Add(2, KeyValuePair.Create<string, object?>("error.type", "say \"no\"\\\n"));
        counter.Add(1, KeyValuePair.Create<string, object?>("error.type", "say \"no\"\\\n"));
        meter.CreateObservableGauge("shop.spool.used", () => 17.5, "By");
        meter.CreateUpDownCounter<long>("shop.tail.open", "{tail}").Add(-3);
        var histogram = meter.CreateHistogram(
            "shop.order.duration",
            "s",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] }
        );
        histogram.Record(0.05);
        histogram.Record(0.5);
        histogram.Record(5);

        var text = scrape.Collect();

        Assert.Equal(
            """
            # HELP shop_order_placed_total Orders.\nAll of them.
            # TYPE shop_order_placed_total counter
            shop_order_placed_total{error_type="say \"no\"\\\n"} 3
            # TYPE shop_spool_used_bytes gauge
            shop_spool_used_bytes 17.5
            # TYPE shop_tail_open gauge
            shop_tail_open -3
            # TYPE shop_order_duration_seconds histogram
            shop_order_duration_seconds_bucket{le="0.1"} 1
            shop_order_duration_seconds_bucket{le="1"} 2
            shop_order_duration_seconds_bucket{le="+Inf"} 3
            shop_order_duration_seconds_sum 5.55
            shop_order_duration_seconds_count 3

            """,
            text
        );
    }

    [Theory]
    [InlineData("monolith.ingest.body.size", "By", false, "monolith_ingest_body_size_bytes")]
    [InlineData("cpu.seconds", "s", true, "cpu_seconds_total")]
    [InlineData("pool.used", "1", false, "pool_used_ratio")]
    [InlineData("hits", "1", true, "hits_total")]
    [InlineData("2xx-answers", "{answer}", true, "_2xx_answers_total")]
    [InlineData("speed", "By/s", false, "speed_By_s")]
    public void Names_are_those_that_Prometheus_expects(string name, string unit, bool isCounter, string expected) =>
        Assert.Equal(expected, PrometheusNames.Metric(name, unit, isCounter));

    [Fact]
    public void Counts_go_on_from_one_scrape_to_the_next()
    {
        using var meter = new Meter("Monolith.PrometheusTests.Twice");
        using var scrape = new PrometheusScrape("Monolith.PrometheusTests.Twice");
        var counter = meter.CreateCounter<long>("visits");
        counter.Add(1);
        scrape.Collect();
        counter.Add(1);

        Assert.Contains("visits_total 2\n", scrape.Collect(), StringComparison.Ordinal);
    }
}
