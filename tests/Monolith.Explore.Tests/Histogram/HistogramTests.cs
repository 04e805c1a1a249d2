using System.Net;
using System.Text.Json.Nodes;
using FsCheck.Fluent;

namespace Monolith.Explore.Tests.Histogram;

public sealed class HistogramTests(ExploreHost host)
{
    [Fact]
    public async Task Records_are_counted_by_interval_and_severity_and_empty_intervals_are_there()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            At("2026-03-04T05:00:10Z", 9),
            At("2026-03-04T05:00:50Z", 10),
            At("2026-03-04T05:00:59.999999999Z", 17),
            At("2026-03-04T05:02:00Z", 0),
            At("2026-03-04T05:03:00Z", 24)
        );

        var answer = await host.ClientOf(tenant)
            .JsonAsync("/api/v1/logs/histogram?from=2026-03-04T05:00:00Z&to=2026-03-04T05:03:00Z&interval=1m");

        Assert.Equal(
            JsonNode
                .Parse(
                    """
                    {"from":"2026-03-04T05:00:00.000000000Z","to":"2026-03-04T05:03:00.000000000Z","interval_seconds":60,"total":4,
                     "buckets":[
                      {"time":"2026-03-04T05:00:00.000000000Z","total":3,"counts":{"info":2,"error":1}},
                      {"time":"2026-03-04T05:01:00.000000000Z","total":0,"counts":{}},
                      {"time":"2026-03-04T05:02:00.000000000Z","total":1,"counts":{"unspecified":1}}]}
                    """
                )!
                .ToJsonString(),
            answer.ToJsonString()
        );
    }

    [Theory]
    [InlineData("from=now-1h", 60)]
    [InlineData("from=now-1m", 1)]
    [InlineData("from=now-24h", 900)]
    [InlineData("from=now-30d", 43_200)]
    [InlineData("from=now-1h&interval=auto", 60)]
    [InlineData("from=now-1h&interval=5m", 300)]
    public async Task The_interval_suits_the_range_unless_it_is_given(string query, int expected)
    {
        var answer = await host.ClientOf(host.NewTenant()).JsonAsync($"/api/v1/logs/histogram?{query}");

        Assert.Equal(expected, answer["interval_seconds"]!.GetValue<int>());
        Assert.InRange(answer["buckets"]!.AsArray().Count, 10, 102);
    }

    [Fact]
    public async Task Without_from_the_histogram_begins_with_the_first_record()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            new StoredLog().Ago(TimeSpan.FromDays(900)),
            new StoredLog().Ago(TimeSpan.FromHours(1))
        );
        using var http = host.ClientOf(tenant);

        var answer = await http.JsonAsync("/api/v1/logs/histogram");
        var none = await http.JsonAsync("/api/v1/logs/histogram?service=none");

        Assert.Equal(2, answer["total"]!.GetValue<int>());
        Assert.StartsWith("2023-09-", answer["from"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(none["buckets"]!.AsArray());
    }

    [Fact]
    public async Task The_roll_up_and_the_records_give_the_same_counts()
    {
        var tenant = host.NewTenant();
        var random = new Random(20260304);
        await host.StoreAsync(
            tenant,
            Enumerable
                .Range(0, 2_000)
                .Select(_ =>
                    new StoredLog
                    {
                        Severity = random.Next(25),
                        Service = random.Next(2) == 0 ? "a" : "b",
                        Attributes = [("all", "yes")],
                    }.Ago(TimeSpan.FromMilliseconds(random.Next(1, 3_600_000)))
                )
        );
        using var http = host.ClientOf(tenant);
        var ranges =
            from age in Gen.Choose(1, 3_700)
            from length in Gen.Choose(1, 3_700)
            from interval in Gen.Elements("1m", "5m", "7m", "30s", "1h")
            from filter in Gen.Elements("", "&service=a", "&severity=warn", "&service=a&service=b&severity=debug2")
            select $"from=now-{age}s&to=now%2B{length}s&interval={interval}{filter}";
        foreach (var range in Gen.Sample(ranges, 40, 10))
        {
            var fromCounts = await http.JsonAsync($"/api/v1/logs/histogram?{range}");
            var fromRecords = await http.JsonAsync($"/api/v1/logs/histogram?{range}&attribute.all=yes");

            Assert.Equal(fromRecords.ToJsonString(), fromCounts.ToJsonString());
        }
    }

    [Theory]
    [InlineData("interval=1s&from=now-7d", "interval")]
    [InlineData("interval=soon", "interval")]
    [InlineData("interval=0s", "interval")]
    [InlineData("interval=500ms", "interval")]
    [InlineData("limit=5", "limit")]
    [InlineData("from=now&to=now", "from")]
    [InlineData("trace_id=1", "trace_id")]
    public async Task What_is_wrong_is_told_by_the_name_of_the_parameter(string query, string parameter)
    {
        var (status, problem) = await host.ClientOf(host.NewTenant()).ProblemAsync($"/api/v1/logs/histogram?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([parameter], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    private static StoredLog At(string time, int severity)
    {
        Assert.True(Platform.Language.LogTime.TryParse(time, out var moment));
        return new StoredLog { TimeUnixNano = moment.Resolve(default), Severity = severity };
    }
}
