using System.Net;
using System.Text.Json.Nodes;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Query;

/// <summary>What stages make of records.</summary>
public sealed class StageTests(ExploreHost host)
{
    [Theory]
    [InlineData("* | stats count()", "6")]
    [InlineData("* | stats count() by service", "checkout 3|auth 2|null 1")]
    [InlineData("* | stats count() as n by service | where n>=2", "checkout 3|auth 2")]
    [InlineData("* | stats count() as n by service | where service:a*", "auth 2")]
    [InlineData("* | stats count() as n by service | where -service:*", "null 1")]
    [InlineData("* | stats count() as n by service | sort n, service | limit 1", "null 1")]
    [InlineData("* | stats count() by severity", "error 3|info 2|warn 1")]
    [InlineData("* | stats count() by severity | where severity>=warn | sort severity", "warn 1|error 3")]
    [InlineData("* | stats count() by severity | where severity:error", "error 3")]
    [InlineData(
        "service:checkout | stats sum(duration_ms), avg(duration_ms), min(duration_ms), max(duration_ms)",
        "60 20 10 30"
    )]
    [InlineData("service:checkout | stats median(duration_ms)", "20")]
    [InlineData("service:nobody | stats count(), sum(duration_ms), p99(duration_ms)", "0 null null")]
    [InlineData("* | stats count(duration_ms), count(order.id), uniq(order.id)", "3 4 2")]
    [InlineData("* | stats sum(order.id) by service | sort service desc", "checkout 9423|auth 4711|null null")]
    [InlineData("* | stats count() by order.id", "4711 3|null 2|1 1")]
    [InlineData("* | stats count() by http.response.status_code", "200 3|null 2|503 1")]
    [InlineData("* | stats count() by trace_id", "null 5|61626364656667686162636465666768 1")]
    [InlineData("duration_ms>0 | stats count() by bin(duration_ms, 20)", "20 2|0 1")]
    [InlineData("* | top 1 service", "checkout 3")]
    [InlineData("* | top 10 order.id", "4711 3|1 1")]
    [InlineData("* | uniq service", "null|auth|checkout")]
    [InlineData("* | uniq service, severity | where service:checkout", "checkout info|checkout error")]
    [InlineData("service:checkout | fields service, duration_ms", "checkout 10|checkout 20|checkout 30")]
    [InlineData("service:checkout | fields body | sort duration_ms desc", "took 30 ms|took 20 ms|took 10 ms")]
    [InlineData("service:checkout | sort duration_ms desc | limit 2 | stats sum(duration_ms)", "50")]
    [InlineData("service:checkout | limit 2 | where duration_ms>10 | stats sum(duration_ms)", "20")]
    [InlineData("""* | parse "took <ms> ms" | where ms>=20 | stats count(), max(ms)""", "2 30")]
    [InlineData("""* | parse /took (?<ms>\d+) (?<unit>\w+)/ | where ms:* | fields ms, unit | limit 1""", "10 ms")]
    [InlineData("* | patterns", "took <*> ms 3 took 10 ms*|other 2 *|user <*> left 1 *")]
    public async Task A_stage_gives_rows(string query, string rows)
    {
        var tenant = await WithRecordsAsync();
        using var http = host.ClientOf(tenant);

        var found = await http.RowsAsync(query, "now-1h");

        Assert.Equal(rows.Length == 0 ? 0 : rows.Split('|').Length, found.Length);
        foreach (var (expected, row) in rows.Split('|', StringSplitOptions.RemoveEmptyEntries).Zip(found))
        {
            if (expected.EndsWith('*'))
            {
                Assert.StartsWith(expected[..^1], row, StringComparison.Ordinal);
            }
            else
            {
                Assert.Equal(expected, row);
            }
        }
    }

    [Theory]
    [InlineData("* | patterns", 6)]
    [InlineData("* | patterns | where count>1 | limit 1", 6)]
    [InlineData("service:checkout | patterns | fields pattern", 3)]
    public async Task Patterns_say_of_how_many_bodies_they_were_made(string query, int bodies)
    {
        var tenant = await WithRecordsAsync();
        using var http = host.ClientOf(tenant);

        var answer = await http.AskAsync(query, "now-1h");

        Assert.Equal(bodies, answer["looked_at"]!.GetValue<int>());
        Assert.False(answer["sampled"]!.GetValue<bool>());
        Assert.All(
            answer["rows"]!.AsArray(),
            row => Assert.Equal(answer["columns"]!.AsArray().Count, row!.AsArray().Count)
        );
    }

    [Fact]
    public async Task Patterns_of_more_bodies_than_are_looked_at_say_so()
    {
        var tenant = host.NewTenant();
        await host.StoreManyAsync(tenant, 101_000);
        using var http = host.ClientOf(tenant);

        var answer = await http.AskAsync("* | patterns", "now-2h");
        var counts = await http.AskAsync("* | patterns | stats sum(count)", "now-2h");

        Assert.True(answer["sampled"]!.GetValue<bool>());
        Assert.Equal(100_000, answer["looked_at"]!.GetValue<int>());
        Assert.Null(counts["looked_at"]);
    }

    [Fact]
    public async Task The_answer_names_its_columns_and_what_was_read()
    {
        var tenant = await WithRecordsAsync();
        using var http = host.ClientOf(tenant);

        var answer = await http.AskAsync("* | stats count() as n, max(timestamp) by service", "now-1h");

        Assert.Equal("table", answer["kind"]!.GetValue<string>());
        Assert.Equal(
            """[{"name":"service","type":"string"},{"name":"n","type":"number"},{"name":"max(timestamp)","type":"time"}]""",
            answer["columns"]!.ToJsonString()
        );
        Assert.False(answer["truncated"]!.GetValue<bool>());
        Assert.True(answer["statistics"]!["rows_read"]!.GetValue<long>() >= 6, answer.ToJsonString());
        Assert.EndsWith("Z", answer["rows"]![0]![2]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_series_has_a_row_for_each_interval_of_each_series()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            new StoredLog { Service = "a", DurationMs = 5 }.Ago(TimeSpan.FromMinutes(9.5)),
            new StoredLog { Service = "b" }.Ago(TimeSpan.FromMinutes(0.5))
        );
        using var http = host.ClientOf(tenant);

        var plain = await http.AskAsync("* | timeseries count(), avg(duration_ms) every 5m", "now-10m");
        var each = await http.RowsAsync("* | timeseries count() by service every 5m", "now-10m");

        Assert.Equal("timeseries", plain["kind"]!.GetValue<string>());
        Assert.Equal(300, plain["interval_seconds"]!.GetValue<int>());
        Assert.Equal("timestamp", plain["columns"]![0]!["name"]!.GetValue<string>());
        var rows = Answers.RowsOf(plain);
        Assert.Contains(rows, row => row.EndsWith("Z 1 5", StringComparison.Ordinal));
        Assert.Contains(
            rows,
            row =>
                row.EndsWith("Z 0 null", StringComparison.Ordinal) || row.EndsWith("Z 1 null", StringComparison.Ordinal)
        );
        Assert.InRange(rows.Length, 2, 3);
        Assert.Equal(2 * rows.Length, each.Length);
        Assert.Equal(rows.Length, each.Count(row => row.Contains(" a ", StringComparison.Ordinal)));
        Assert.Equal(each.Order(StringComparer.Ordinal), each);
    }

    [Theory]
    [InlineData("* | stats count(), rate() by service")]
    [InlineData("severity>=warn | stats count() by severity, bin(2m)")]
    [InlineData("service:a* OR -severity:info | timeseries count() by severity every 1m")]
    [InlineData("* | where service:b | top 5 service")]
    [InlineData("* | uniq service, severity")]
    public async Task The_roll_up_and_the_records_give_the_same_answer(string query)
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Enumerable
                .Range(0, 60)
                .Select(n =>
                    new StoredLog { Service = n % 3 == 0 ? "a" : "b", Severity = n % 25 }.Ago(
                        TimeSpan.FromSeconds(13 * n)
                    )
                )
        );
        using var http = host.ClientOf(tenant);

        var rolledUp = await http.AskAsync(query, "now-11m");
        var counted = await http.AskAsync(query.Replace(" | ", " -nothing | ", StringComparison.Ordinal), "now-11m");
        var plan = await http.AskAsync(query, "now-11m", path: "/api/v1/query/explain");

        Assert.Contains("log_counts_1m", plan["sql"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEmpty(rolledUp["rows"]!.AsArray());
        Assert.Equal(counted["rows"]!.ToJsonString(), rolledUp["rows"]!.ToJsonString());
    }

    [Fact]
    public async Task The_roll_up_of_requests_and_the_records_give_the_same_answer()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Enumerable
                .Range(0, 60)
                .Select(n =>
                    new StoredLog
                    {
                        Service = n % 4 == 0 ? "a" : "b",
                        HttpRoute = $"/{n % 3}",
                        HttpStatus = n % 5 == 0 ? 0 : 200,
                        DurationMs = n,
                    }.Ago(TimeSpan.FromSeconds(13 * n))
                )
        );
        using var http = host.ClientOf(tenant);
        const string Stats = " | stats count(), p50(duration_ms), p99(duration_ms) by http.route, bin(2m)";

        foreach (var filter in new[] { "http.response.status_code:*", "status:* -service:a" })
        {
            var rolledUp = await http.AskAsync(filter + Stats, "now-11m");
            var counted = await http.AskAsync($"{filter} -nothing{Stats}", "now-11m");
            var plan = await http.AskAsync(filter + Stats, "now-11m", path: "/api/v1/query/explain");

            Assert.Contains("http_rollup_1m", plan["sql"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.NotEmpty(rolledUp["rows"]!.AsArray());
            Assert.Equal(counted["rows"]!.ToJsonString(), rolledUp["rows"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task What_was_parsed_is_among_the_attributes_of_records()
    {
        var tenant = await WithRecordsAsync();
        using var http = host.ClientOf(tenant);

        var answer = await http.AskAsync("""took | parse "took <ms> ms" | sort ms desc | limit 1""", "now-1h");

        var record = answer["records"]!.AsArray().Single()!;
        Assert.Equal("records", answer["kind"]!.GetValue<string>());
        Assert.Equal("took 30 ms", record["body"]!.GetValue<string>());
        Assert.Equal("30", record["attributes"]!["ms"]!.GetValue<string>());
        Assert.Equal("4711", record["resource"]!["order.id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_column_that_is_not_there_is_named_with_its_place()
    {
        using var http = host.ClientOf(host.NewTenant());

        var (status, problem) = await http.TryAskAsync("* | stats count() by service | where servise:a");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("/problems/invalid-query", problem["type"]!.GetValue<string>());
        var diagnostic = problem["diagnostics"]!.AsArray().Single()!;
        Assert.Equal(37, diagnostic["position"]!.GetValue<int>());
        Assert.Equal(7, diagnostic["length"]!.GetValue<int>());
        Assert.Equal("service", diagnostic["suggestion"]!.GetValue<string>());
        Assert.Contains("service", diagnostic["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEmpty(problem["errors"]!["query"]!.AsArray());
    }

    [Fact]
    public async Task More_groups_than_are_shown_are_told()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, Enumerable.Range(0, 10_001).Select(n => new StoredLog { UserId = $"u{n}" }));
        using var http = host.ClientOf(tenant);

        var answer = await http.AskAsync("* | stats count() by user_id", "now-1h");

        Assert.Equal(10_000, answer["rows"]!.AsArray().Count);
        Assert.True(answer["truncated"]!.GetValue<bool>());
    }

    private async Task<TenantId> WithRecordsAsync()
    {
        var tenant = host.NewTenant();
        var order = ("order.id", "4711");
        await host.StoreAsync(
            tenant,
            new StoredLog
            {
                Body = "took 10 ms",
                DurationMs = 10,
                HttpStatus = 200,
                Attributes = [order],
            }.Ago(TimeSpan.FromMinutes(1)),
            new StoredLog
            {
                Body = "took 20 ms",
                DurationMs = 20,
                HttpStatus = 503,
                Severity = 17,
                Attributes = [("order.id", "1")],
            }.Ago(TimeSpan.FromMinutes(2)),
            new StoredLog
            {
                Body = "took 30 ms",
                DurationMs = 30,
                HttpStatus = 200,
                Severity = 18,
                TraceBytes = "abcdefghabcdefgh",
                Resource = [order],
            }.Ago(TimeSpan.FromMinutes(3)),
            new StoredLog
            {
                Body = "other",
                Service = "auth",
                HttpStatus = 200,
                Severity = 17,
                Attributes = [order],
            }.Ago(TimeSpan.FromMinutes(4)),
            new StoredLog
            {
                Body = "user 17 left",
                Service = "auth",
                Severity = 13,
            }.Ago(TimeSpan.FromMinutes(5)),
            new StoredLog { Body = "other", Service = "" }.Ago(TimeSpan.FromMinutes(6))
        );
        return tenant;
    }
}
