using System.Globalization;
using System.Text.Json.Nodes;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Explore.Contracts;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Sampling;

/// <summary>A stream of which one record in four was kept tells the same as the whole of it.</summary>
public sealed class SampledStreamTests(ExploreHost host)
{
    private const int Alike = 4;

    // Half a minute past, so that both the roll-up's whole minutes and the records of broken ones are asked.
    private const string Range = "from=2026-03-04T04:00:30Z&to=2026-03-04T05:00:30Z";

    private static readonly DateTimeOffset At = new(2026, 3, 4, 5, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("* | stats count()")]
    [InlineData("* | stats count() by service")]
    [InlineData("* | stats count(), rate() by severity")]
    [InlineData("* | stats count(), avg(duration_ms), sum(duration_ms), min(duration_ms), max(duration_ms)")]
    [InlineData("* | stats count(order.id), avg(items), sum(items), uniq(order.id) by service")]
    [InlineData("* | stats p90(duration_ms), p99(duration_ms) by http.route")]
    [InlineData("body:took | stats count() by bin(5m)")]
    [InlineData("* | where items>1 | stats count() as n by order.id | where n>=8 | sort n desc, order.id")]
    [InlineData("* | stats count() as n by order.id | stats count(), sum(n), avg(n)")]
    [InlineData("* | top 3 order.id")]
    [InlineData("* | timeseries count() by service every 10m")]
    [InlineData("took | timeseries count(), rate() every 10m")]
    [InlineData("status:* | stats count() by service")]
    public async Task A_question_gets_the_same_answer(string query)
    {
        var (whole, sampled) = await StoreAsync();

        var expected = await host.ClientOf(whole).RowsAsync(query, "now-2h");
        var actual = await host.ClientOf(sampled).RowsAsync(query, "now-2h");

        Assert.NotEmpty(expected);
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData($"/api/v1/logs/histogram?interval=1m&{Range}")]
    [InlineData($"/api/v1/logs/histogram?interval=30s&{Range}")]
    [InlineData($"/api/v1/logs/histogram?interval=5m&service=auth&q=took&{Range}")]
    [InlineData($"/api/v1/logs/facets?field=service&field=severity&field=order.id&field=http.route&{Range}")]
    [InlineData($"/api/v1/logs/facets?field=service&query=items%3E1&{Range}")]
    public async Task A_count_of_the_page_is_the_same(string path)
    {
        var (whole, sampled) = await StoreAsync();

        var expected = await host.ClientOf(whole).JsonAsync(path);
        var actual = await host.ClientOf(sampled).JsonAsync(path);

        Assert.Equal(expected.ToJsonString(), actual.ToJsonString());
    }

    [Fact]
    public async Task Patterns_are_as_frequent()
    {
        var (whole, sampled) = await StoreAsync();

        var expected = await PatternsAsync(whole);
        var actual = await PatternsAsync(sampled);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public async Task As_large_a_share_of_the_records_has_a_field()
    {
        var (whole, sampled) = await StoreAsync();

        // The sampled ones have their weight beside what they had.
        var expected = await CoverageAsync(whole);
        var actual = await CoverageAsync(sampled);

        Assert.Equal(expected, actual.Where(field => field.Name != "weight"));
    }

    [Theory]
    [InlineData(MeasureKind.Count)]
    [InlineData(MeasureKind.Rate)]
    [InlineData(MeasureKind.RequestErrorShare)]
    [InlineData(MeasureKind.RecordErrorShare)]
    [InlineData(MeasureKind.FailureShare)]
    [InlineData(MeasureKind.SlowShare)]
    [InlineData(MeasureKind.DurationQuantile)]
    [InlineData(MeasureKind.AttributeMean)]
    [InlineData(MeasureKind.AttributeMax)]
    [InlineData(MeasureKind.AttributeShareAbove)]
    [InlineData(MeasureKind.DistinctPatterns)]
    public async Task What_alerts_are_raised_on_is_the_same(MeasureKind kind)
    {
        var (whole, sampled) = await StoreAsync();

        // Roll-ups answer where nothing must be there, the records where something must.
        foreach (var (minutes, having) in new (double, string[])[] { (6, []), (60, []), (60, ["http.route"]) })
        {
            var window = TimeSpan.FromMinutes(minutes);
            var expected = await MeasureAsync(whole, kind, window, having);
            var actual = await MeasureAsync(sampled, kind, window, having);

            Assert.NotEmpty(expected);
            Assert.Equal(expected, actual);
        }
    }

    [Theory]
    [InlineData("status:*")] // the roll-up answers
    [InlineData("status:* body:served")] // the records do
    public async Task Quantiles_are_the_same_where_failures_were_kept_whole(string filter)
    {
        var (whole, sampled) = await StoreRequestsAsync();
        var query = $"{filter} | stats p50(duration_ms), p90(duration_ms), p95(duration_ms), p99(duration_ms)";

        var expected = await NumbersAsync(whole);
        var actual = await NumbersAsync(sampled);

        AssertNear(expected, actual);

        async Task<double[]> NumbersAsync(TenantId tenant) =>
            [
                .. Assert
                    .Single(await host.ClientOf(tenant).RowsAsync(query, "now-2h"))
                    .Split(' ')
                    .Select(number => double.Parse(number, CultureInfo.InvariantCulture)),
            ];
    }

    [Fact]
    public async Task Services_and_routes_are_as_quick_where_failures_were_kept_whole()
    {
        var (whole, sampled) = await StoreRequestsAsync();

        foreach (var path in new[] { "/api/v1/services", "/api/v1/services/checkout/routes" })
        {
            AssertNear(await TimesAsync(whole, path), await TimesAsync(sampled, path));
        }

        async Task<double[]> TimesAsync(TenantId tenant, string path)
        {
            var answer = await host.ClientOf(tenant)
                .JsonAsync($"{path}?from=2026-03-04T04:00:00Z&to=2026-03-04T05:01:00Z");
            var one = Assert.Single(answer.First(member => member.Value is JsonArray).Value!.AsArray())!;
            return [.. new[] { "p50_ms", "p95_ms", "p99_ms" }.Select(name => one[name]!.GetValue<double>())];
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.95)]
    [InlineData(0.99)]
    public async Task Alerts_on_quantiles_see_the_same_where_failures_were_kept_whole(double quantile)
    {
        var (whole, sampled) = await StoreRequestsAsync();

        // The roll-up answers, and the records.
        foreach (var having in new string[][] { [], ["http.route"] })
        {
            AssertNear(await ValueAsync(whole, having), await ValueAsync(sampled, having));
        }

        async Task<double[]> ValueAsync(TenantId tenant, string[] having)
        {
            var measure = new LogMeasure { Kind = MeasureKind.DurationQuantile, Quantile = quantile };
            var measured = await host
                .Services.GetRequiredService<IMediator>()
                .Send(
                    new MeasureLogs(Reader.Whole(tenant), LogFilter.All, measure, TimeSpan.FromHours(1), At)
                    {
                        Having = having,
                    }
                );
            return [.. measured.Select(one => one.Value ?? double.NaN)];
        }
    }

    [Fact]
    public async Task A_record_shows_its_weight_only_where_it_stands_for_more_than_itself()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, new StoredLog { Weight = 100 }, new StoredLog { Weight = 1 });
        using var http = host.ClientOf(tenant);

        var page = await http.JsonAsync("/api/v1/logs?order=asc");
        var heavy = await http.JsonAsync("/api/v1/logs?query=weight%3E1");
        var light = await http.JsonAsync("/api/v1/logs?query=-weight%3A*");

        Assert.Equal([100, null], page["records"]!.AsArray().Select(record => record!["weight"]?.GetValue<int>()));
        Assert.Equal(100, Assert.Single(heavy["records"]!.AsArray())!["weight"]!.GetValue<int>());
        Assert.Null(Assert.Single(light["records"]!.AsArray())!["weight"]);
    }

    /// <summary>Two tenants: one has every record, the other one in four of those that are alike, with a weight of four.</summary>
    private async Task<(TenantId Whole, TenantId Sampled)> StoreAsync()
    {
        var (whole, sampled) = (host.NewTenant(), host.NewTenant());
        var kept = Enumerable.Range(0, 60).Select(Log).ToList();
        await host.StoreAsync(
            whole,
            kept.SelectMany(log => Enumerable.Range(0, Alike).Select(_ => log with { Id = new StoredLog().Id }))
        );
        await host.StoreAsync(sampled, kept.Select(log => log with { Weight = Alike }));
        return (whole, sampled);
    }

    /// <summary>Requests of which few fail, and those slowly. One tenant has all of them, the other one in ten of those that went well,
    /// with a weight of ten, and all that failed.</summary>
    private async Task<(TenantId Whole, TenantId Sampled)> StoreRequestsAsync()
    {
        const int oneIn = 10;
        var (whole, sampled) = (host.NewTenant(), host.NewTenant());
        var good = Enumerable.Range(0, 1_940).Select(n => Request(n, 200, 10 + n / 20f)).ToList();
        var failed = Enumerable.Range(0, 60).Select(n => Request(n, 503, 1_000 + n * 20)).ToList();
        await host.StoreAsync(whole, good.Concat(failed));
        await host.StoreAsync(
            sampled,
            good.Where((_, n) => n % oneIn == oneIn / 2).Select(log => log with { Weight = oneIn }).Concat(failed)
        );
        return (whole, sampled);

        static StoredLog Request(int number, int status, float duration) =>
            new()
            {
                TimeUnixNano = (At - TimeSpan.FromMinutes(1 + number % 55)).ToUnixNano(),
                HttpStatus = status,
                HttpRoute = "/pay",
                DurationMs = duration,
                Body = "served",
            };
    }

    // Within what both the sketch and the sample leave open; without weights the upper ones are ten times as high.
    private static void AssertNear(double[] expected, double[] actual)
    {
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First * 0.93, pair.First * 1.07));
    }

    private static StoredLog Log(int number) =>
        new()
        {
            TimeUnixNano = (At - TimeSpan.FromMinutes(number) + TimeSpan.FromSeconds(20)).ToUnixNano(),
            Service = number % 3 == 0 ? "auth" : "checkout",
            Severity = number % 5 == 0 ? 17 : 9,
            HttpStatus = number % 7 == 0 ? 503 : 200,
            HttpRoute = number % 2 == 0 ? "/pay" : "/cart",
            DurationMs = 10 * (number % 4 + 1),
            Body = $"took {number} ms",
            Attributes = [("order.id", $"{number % 6}"), ("items", $"{number % 4}")],
        };

    private async Task<IEnumerable<string>> PatternsAsync(TenantId tenant)
    {
        var rows = await host.ClientOf(tenant).RowsAsync("* | patterns", "now-2h");

        // The example is any of the records.
        return rows.Select(row => row[..row.IndexOf(" took", 1, StringComparison.Ordinal)]);
    }

    private async Task<IEnumerable<(string Name, string Coverage)>> CoverageAsync(TenantId tenant)
    {
        var answer = await host.ClientOf(tenant).JsonAsync($"/api/v1/logs/fields?{Range}");
        return answer["fields"]!.AsArray().Select(field => ($"{field!["name"]}", $"{field["coverage"]}"));
    }

    private async Task<string[]> MeasureAsync(
        TenantId tenant,
        MeasureKind kind,
        TimeSpan window,
        IReadOnlyList<string> having
    )
    {
        var measure = new LogMeasure
        {
            Kind = kind,
            Above = 25,
            Attribute = "items",
            Quantile = 0.9,
        };
        var measured = await host
            .Services.GetRequiredService<IMediator>()
            .Send(
                new MeasureLogs(Reader.Whole(tenant), LogFilter.All, measure, window, At)
                {
                    GroupBy = ["service"],
                    Having = having,
                }
            );

        // Quantiles are estimates of the engine: two of the same numbers may differ in how they were taken together.
        return
        [
            .. measured
                .Select(one => $"{one.Labels["service"]}: {one.Value:0.#} of {one.Samples}")
                .Order(StringComparer.Ordinal),
        ];
    }
}
