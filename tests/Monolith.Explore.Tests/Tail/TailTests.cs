using System.Diagnostics;
using System.Net;
using System.Text;
using Monolith.Platform.Language;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;

namespace Monolith.Explore.Tests.Tail;

public sealed class TailTests(ExploreHost host)
{
    [Fact]
    public async Task A_record_shows_within_a_second_of_being_durable()
    {
        var tenant = host.NewTenant();
        await using var tail = await WatchAsync(tenant);
        var watch = Stopwatch.StartNew();

        host.Tail.Append(tenant, 42, Record("hello"));

        var (type, id, data) = await tail.NextAsync();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(("message", "42"), (type, id));
        Assert.Equal("42", data["id"]!.GetValue<string>());
        Assert.Equal("hello", data["body"]!.GetValue<string>());
    }

    [Fact]
    public async Task Only_records_that_the_filter_means_are_shown()
    {
        var tenant = host.NewTenant();
        await using var tail = await WatchAsync(tenant, "severity=warn&q=payment&attribute.a=b");

        host.Tail.Append(tenant, 1, Record("payment one", SeverityNumber.Info, ("a", "b")));
        host.Tail.Append(tenant, 2, Record("payment two", SeverityNumber.Error));
        host.Tail.Append(tenant, 3, Record("login", SeverityNumber.Error, ("a", "b")));
        host.Tail.Append(tenant, 4, Record("Payment four", SeverityNumber.Error, ("a", "b")));

        Assert.Equal("Payment four", await tail.NextBodyAsync());
    }

    [Fact]
    public async Task Only_records_that_the_query_means_are_shown()
    {
        var tenant = host.NewTenant();
        var query = Uri.EscapeDataString("pay* severity>=warn -a:c");
        await using var tail = await WatchAsync(tenant, $"query={query}");

        host.Tail.Append(tenant, 1, Record("payment one", SeverityNumber.Info));
        host.Tail.Append(tenant, 2, Record("payment two", SeverityNumber.Error, ("a", "c")));
        host.Tail.Append(tenant, 3, Record("login", SeverityNumber.Error));
        host.Tail.Append(tenant, 4, Record("Payment four", SeverityNumber.Error, ("a", "b")));

        Assert.Equal("Payment four", await tail.NextBodyAsync());
    }

    [Theory]
    [InlineData("a | stats count()")]
    [InlineData("a @last 5m")]
    public async Task A_tail_has_no_stages_and_no_time(string query)
    {
        using var http = host.ClientOf(host.NewTenant());

        var (status, problem) = await http.ProblemAsync($"/api/v1/logs/tail?query={Uri.EscapeDataString(query)}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("/problems/invalid-query", problem["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Records_of_other_tenants_are_not_shown()
    {
        var (tenant, other) = (host.NewTenant(), host.NewTenant());
        await using var tail = await WatchAsync(tenant);
        await using var others = await WatchAsync(other);

        host.Tail.Append(other, 1, Record("theirs"));
        host.Tail.Append(tenant, 2, Record("ours"));

        Assert.Equal("ours", await tail.NextBodyAsync());
        Assert.Equal("theirs", await others.NextBodyAsync());
    }

    [Fact]
    public async Task A_slow_reader_is_told_how_many_records_it_missed()
    {
        var tenant = host.NewTenant();
        await using var tail = await WatchAsync(tenant);
        var body = new string('x', 1_000_000);
        const int Appended = 400;
        for (var i = 1; i <= Appended; i++)
        {
            host.Tail.Append(tenant, (ulong)i, Record(body));
        }

        var (shown, missed) = (0, 0);
        while (shown + missed < Appended)
        {
            var (type, _, data) = await tail.NextAsync();
            _ = type == "missed" ? missed += data["records"]!.GetValue<int>() : shown++;
        }

        Assert.InRange(missed, 1, Appended);
        Assert.Equal(Appended, shown + missed);
    }

    [Fact]
    public async Task A_reader_that_comes_back_is_shown_what_came_in_meanwhile()
    {
        var tenant = host.NewTenant();
        var (seen, missed, later) = (
            new StoredLog { Body = "seen" },
            new StoredLog { Body = "missed, and an old one" }.Ago(TimeSpan.FromDays(3)),
            new StoredLog { Body = "missed, by other filters" }
        );
        await host.StoreAsync(tenant, seen, missed, later with { Service = "other" });
        using var http = host.ClientOf(tenant);
        await using var tail = await EventReader.OpenAsync(http, "service=checkout", $"{seen.Id}");

        var (_, id, data) = await tail.NextAsync();
        host.Tail.Append(tenant, missed.Id, Record("shown already"));
        host.Tail.Append(tenant, later.Id + 1, Record("live"));

        Assert.Equal(("missed, and an old one", $"{missed.Id}"), (data["body"]!.GetValue<string>(), id));
        Assert.Equal("live", await tail.NextBodyAsync());
    }

    [Fact]
    public async Task A_tail_that_is_left_is_watched_no_more()
    {
        var tenant = host.NewTenant();
        var tail = await WatchAsync(tenant);

        await tail.DisposeAsync();

        await Eventually.HoldsAsync(() => !host.Tail.IsWatched(tenant), "nobody watches");
    }

    [Theory]
    [InlineData("from=now-1h", "from")]
    [InlineData("q=", "q")]
    [InlineData("trace_id=1", "trace_id")]
    public async Task What_is_wrong_is_told_by_the_name_of_the_parameter(string query, string parameter)
    {
        var (status, problem) = await host.ClientOf(host.NewTenant()).ProblemAsync($"/api/v1/logs/tail?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([parameter], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    private async Task<EventReader> WatchAsync(TenantId tenant, string query = "")
    {
        var reader = await EventReader.OpenAsync(host.ClientOf(tenant), query);
        await Eventually.HoldsAsync(() => host.Tail.IsWatched(tenant), "the tail watches");
        return reader;
    }

    private static LogRecord Record(
        string body,
        SeverityNumber severity = SeverityNumber.Info,
        params ReadOnlySpan<(string Key, string Value)> attributes
    )
    {
        var record = new LogRecord
        {
            TimeUnixNano = ExploreHost.Now.ToUnixNano(),
            ObservedTimeUnixNano = ExploreHost.Now.ToUnixNano(),
            Severity = severity,
            ServiceName = Encoding.UTF8.GetBytes("checkout"),
            Body = Encoding.UTF8.GetBytes(body),
        };
        foreach (var (key, value) in attributes)
        {
            record.Attributes.Add(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));
        }

        return record;
    }
}
