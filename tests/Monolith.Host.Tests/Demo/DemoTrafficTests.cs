using System.Text;
using System.Text.Json;
using Monolith.Host.Demo;

namespace Monolith.Host.Tests.Demo;

public sealed class DemoTrafficTests
{
    private static List<DemoRecord> Checkouts(double sick)
    {
        var traffic = new DemoTraffic(1, Start, 200, () => sick);
        return [.. Enumerable.Range(0, 10_000).Select(_ => traffic.Next()).Where(r => r.Service == "checkout")];
    }

    private static readonly DateTimeOffset Start = ManualTime.Start;

    [Fact]
    public void The_same_seed_and_start_give_the_same_bytes()
    {
        Assert.Equal(Lines(seed: 7, 2_000), Lines(seed: 7, 2_000));
    }

    [Fact]
    public void Another_seed_gives_other_traffic()
    {
        Assert.NotEqual(Lines(seed: 7, 100), Lines(seed: 8, 100));
    }

    [Fact]
    public void A_shop_has_no_checkout_service_unless_asked_for() =>
        Assert.DoesNotContain(Records(5_000), r => r.Service == "checkout");

    [Fact]
    public void Sick_pods_of_the_checkout_service_are_slow_and_fail_and_others_do_not()
    {
        var well = Checkouts(sick: 0);
        var sick = Checkouts(sick: 1);

        Assert.DoesNotContain(well, r => r.Http.Status >= 500);
        Assert.InRange(sick.Count(r => r.Http.Status == 503) / (double)sick.Count, 0.2, 0.4);
        Assert.True(sick.Average(r => r.DurationMs) > 10 * well.Average(r => r.DurationMs));
    }

    [Fact]
    public void Records_come_in_the_order_of_their_times_and_are_counted_from_1()
    {
        var records = Records(20_000);

        Assert.Equal(records.Select(r => r.Time).Order(), records.Select(r => r.Time));
        Assert.Equal(Enumerable.Range(1, 20_000).Select(n => (long)n), records.Select(r => r.Sequence));
    }

    [Fact]
    public void Records_lie_as_densely_as_asked_for()
    {
        var records = Records(20_000, recordsPerSecond: 500);

        var seconds = (records[^1].Time - records[0].Time).TotalSeconds;
        Assert.InRange(records.Count / seconds, 450, 550);
    }

    [Fact]
    public void Every_record_has_the_mandatory_fields_and_six_to_ten_attributes()
    {
        string[] mandatory =
        [
            "timestamp",
            "log_level",
            "service_name",
            "correlation_id",
            "tenant_id",
            "user_id",
            "request_id",
            "trace_id",
            "span_id",
            "duration_ms",
            "message",
        ];
        foreach (var line in Lines(seed: 1, 2_000))
        {
            using var json = JsonDocument.Parse(line);
            var names = json.RootElement.EnumerateObject().Select(p => p.Name).ToList();

            Assert.Empty(mandatory.Except(names, StringComparer.Ordinal));
            Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
            Assert.InRange(names.Except(mandatory, StringComparer.Ordinal).Count(n => !IsHttp(n)), 6, 10);
        }
    }

    [Fact]
    public void A_record_has_about_780_bytes()
    {
        var average = Lines(seed: 1, 20_000).Average(line => Encoding.UTF8.GetByteCount(line) + 1);

        Assert.InRange(average, 740, 820);
    }

    [Fact]
    public void One_action_is_followed_through_the_services_by_its_ids()
    {
        var records = Records(20_000);

        var actions = records.GroupBy(r => r.Action.CorrelationId, StringComparer.Ordinal).ToList();

        Assert.Contains(actions, a => a.Select(r => r.Service).Distinct(StringComparer.Ordinal).Count() == 5);
        Assert.All(actions, a => Assert.Single(a.Select(r => r.Action.TraceId).Distinct(StringComparer.Ordinal)));
    }

    [Fact]
    public void The_spans_of_an_action_are_one_tree_that_holds_its_records()
    {
        var records = Records(20_000);
        var actions = records
            .GroupBy(r => r.Action.CorrelationId, StringComparer.Ordinal)
            .Where(a => a.Any(r => r.Spans.Count > 0))
            .ToList();

        Assert.All(
            actions,
            action =>
            {
                var spans = action.SelectMany(r => r.Spans).ToDictionary(s => s.SpanId, StringComparer.Ordinal);
                var root = Assert.Single(spans.Values, s => s.ParentSpanId.Length == 0);
                Assert.Equal("frontend", root.Service);
                Assert.All(
                    spans.Values.Where(s => s != root),
                    span =>
                    {
                        var parent = spans[span.ParentSpanId];
                        Assert.True(parent.Start <= span.Start && span.End <= parent.End);
                    }
                );
                Assert.All(action, record => Assert.Equal(record.Service, spans[record.SpanId].Service));
            }
        );
    }

    [Fact]
    public void Spans_of_calls_name_the_service_that_is_called()
    {
        var called = Records(20_000)
            .SelectMany(r => r.Spans)
            .Where(s => s.Kind == DemoSpanKind.Client)
            .SelectMany(s => s.Attributes)
            .Where(a => a.Key is "peer.service" or "db.system.name")
            .Select(a => (string)a.Value)
            .Distinct(StringComparer.Ordinal);

        Assert.Equal(["auth", "model", "order", "payment", "postgresql"], called.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Incidents_happen_at_the_minutes_that_are_documented()
    {
        var tenMinutes = Records(60_000, recordsPerSecond: 100);

        Assert.InRange(Share(tenMinutes, 7, r => r.Severity >= DemoSeverity.ERROR), 0.05, 0.5);
        Assert.InRange(Share(tenMinutes, 6, r => r.Severity >= DemoSeverity.ERROR), 0, 0.02);
        Assert.InRange(MedianMs(tenMinutes, 3, "payment") / MedianMs(tenMinutes, 6, "payment"), 5, 11);
        Assert.InRange(MedianMs(tenMinutes, 9, "model") / MedianMs(tenMinutes, 6, "model"), 3, 5);
    }

    [Fact]
    public void Errors_bring_stack_traces_of_many_lines()
    {
        var failure = Records(60_000).First(r => r.Severity == DemoSeverity.ERROR && r.Service is "order");

        var trace = Assert.IsType<string>(failure.Attributes.Single(a => a.Key is "exception.stacktrace").Value);
        Assert.InRange(trace.Split('\n').Length, 5, 20);
    }

    private static bool IsHttp(string name) =>
        name.StartsWith("http.re", StringComparison.Ordinal)
        || name is "http.route" or "url.full" or "client.address" or "user_agent.original";

    private static double Share(IReadOnlyList<DemoRecord> records, int minute, Func<DemoRecord, bool> condition)
    {
        var inMinute = records.Where(r => r.Time.Minute % 10 == minute).ToList();
        return (double)inMinute.Count(condition) / inMinute.Count;
    }

    private static double MedianMs(IReadOnlyList<DemoRecord> records, int minute, string service)
    {
        var durations = records
            .Where(r => r.Time.Minute % 10 == minute && r.Service == service)
            .Select(r => r.DurationMs)
            .Order()
            .ToList();
        return durations[durations.Count / 2];
    }

    private static List<DemoRecord> Records(int count, double recordsPerSecond = 200)
    {
        var traffic = new DemoTraffic(1, Start, recordsPerSecond);
        return [.. Enumerable.Range(0, count).Select(_ => traffic.Next())];
    }

    private static List<string> Lines(ulong seed, int count)
    {
        using var batch = new DemoBatch();
        var traffic = new DemoTraffic(seed, Start, 200);
        for (var i = 0; i < count; i++)
        {
            batch.Add(traffic.Next());
        }

        return [.. Encoding.UTF8.GetString(batch.Body.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
