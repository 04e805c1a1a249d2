using System.Net;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Traces;

public sealed class FindTracesTests(ExploreHost host)
{
    [Fact]
    public async Task A_found_trace_is_told_in_short()
    {
        var tenant = host.NewTenant();
        var root = new StoredSpan { Duration = TimeSpan.FromSeconds(2) };
        await host.StoreAsync(
            tenant,
            root,
            root with
            {
                ParentBytes = root.SpanBytes,
                SpanBytes = "span-002",
                Service = "payment",
                Name = "charge",
                Status = "error",
                Age = root.Age - TimeSpan.FromSeconds(1),
                Duration = TimeSpan.FromSeconds(1.5),
            }
        );

        var answer = await host.ClientOf(tenant).JsonAsync("/api/v1/traces");

        Assert.Equal(
            $$"""
            {"trace_id":"{{root.TraceId}}","timestamp":"2026-03-04T05:05:07.000000000Z","duration_ms":2500,
            "service":"checkout","name":"GET /orders","spans":2,"errors":1,"services":["checkout","payment"]}
            """.ReplaceLineEndings(""),
            Assert.Single(answer["traces"]!.AsArray())!.ToJsonString()
        );
    }

    [Fact]
    public async Task A_trace_is_found_when_one_of_its_spans_is_all_that_was_asked_for()
    {
        var tenant = host.NewTenant();
        var slow = new StoredSpan { Duration = TimeSpan.FromSeconds(3), Age = TimeSpan.FromMinutes(3) };
        var failed = new StoredSpan
        {
            Status = "error",
            Service = "auth",
            Age = TimeSpan.FromMinutes(2),
        };
        var other = new StoredSpan { Name = "GET /" };
        await host.StoreAsync(tenant, slow, failed, other, other with { Service = "auth", SpanBytes = "span-002" });

        Assert.Equal([slow.TraceId], await FindAsync(tenant, "min_duration=1s"));
        Assert.Equal([failed.TraceId], await FindAsync(tenant, "errors=true"));
        Assert.Equal([other.TraceId, failed.TraceId], await FindAsync(tenant, "service=auth"));
        Assert.Equal([failed.TraceId, slow.TraceId], await FindAsync(tenant, "operation=GET%20/orders"));
        Assert.Equal([other.TraceId], await FindAsync(tenant, "service=auth&operation=GET%20/"));
        Assert.Equal([], await FindAsync(tenant, "service=checkout&errors=true"));
        Assert.Equal(
            [other.TraceId, failed.TraceId, slow.TraceId],
            await FindAsync(tenant, "service=auth&service=checkout")
        );
    }

    [Fact]
    public async Task The_newest_come_first_as_many_as_were_asked_for_each_once_and_from_the_range_alone()
    {
        var tenant = host.NewTenant();
        var spans = Enumerable
            .Range(0, 30)
            .Select(i => new StoredSpan { Age = TimeSpan.FromMinutes(1 + (i * i)) })
            .ToList();
        var longest = spans[25];
        await host.StoreAsync(
            tenant,
            [.. spans, longest with { SpanBytes = "span-002", Age = spans[3].Age + TimeSpan.FromSeconds(1) }]
        );

        var newest = await FindAsync(tenant, "limit=6");
        var all = await FindAsync(tenant, "limit=1000");
        var range = await FindAsync(tenant, "from=now-20m&to=now-5m");

        Assert.Equal([.. spans.Take(4).Select(s => s.TraceId), longest.TraceId, spans[4].TraceId], newest);
        Assert.Equal(30, all.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(30, all.Count);
        Assert.Equal([spans[3].TraceId, longest.TraceId, spans[4].TraceId], range);
    }

    [Fact]
    public async Task The_slowest_come_first_by_the_whole_trace_whichever_of_its_spans_were_asked_for()
    {
        var tenant = host.NewTenant();
        var quick = new StoredSpan { Duration = TimeSpan.FromMilliseconds(5) };
        var slow = new StoredSpan { Age = TimeSpan.FromHours(5), Duration = TimeSpan.FromSeconds(3) };
        var slowest = new StoredSpan { Service = "auth", Age = TimeSpan.FromDays(3) };
        var asked = slowest with
        {
            SpanBytes = "span-002",
            Service = "checkout",
            Age = slowest.Age - TimeSpan.FromSeconds(9),
        };
        await host.StoreAsync(tenant, quick, slow, slowest, asked);

        Assert.Equal([slowest.TraceId, slow.TraceId, quick.TraceId], await FindAsync(tenant, "order=slowest"));
        Assert.Equal(
            [slowest.TraceId, slow.TraceId],
            await FindAsync(tenant, "order=slowest&limit=2&service=checkout")
        );
        Assert.Equal([slow.TraceId, quick.TraceId], await FindAsync(tenant, "order=slowest&from=now-6h"));
        Assert.Equal([slow.TraceId], await FindAsync(tenant, "order=slowest&min_duration=1s"));
        Assert.Equal([quick.TraceId, slow.TraceId, slowest.TraceId], await FindAsync(tenant, "order=newest"));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("min_duration=fast", "min_duration")]
    [InlineData("errors=maybe", "errors")]
    [InlineData("order=best", "order")]
    [InlineData("from=now&to=now-1h", "from")]
    [InlineData("servise=x", "servise")]
    [InlineData("severity=error", "severity")]
    [InlineData("service=", "service")]
    public async Task What_is_wrong_with_a_request_is_named(string query, string parameter)
    {
        var (status, problem) = await host.ClientOf(host.NewTenant()).ProblemAsync($"/api/v1/traces?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([parameter], problem["errors"]!.AsObject().Select(e => e.Key));
    }

    [Theory]
    [InlineData("x' OR '1'='1")]
    [InlineData("x') UNION ALL SELECT * FROM spans --")]
    [InlineData("\\'")]
    [InlineData("['a','b']")]
    [InlineData("{tenant:String}")]
    public async Task No_value_shows_another_tenants_traces(string trick)
    {
        await host.StoreAsync(host.NewTenant(), new StoredSpan { Name = "swordfish", Service = "x" });
        var attacker = host.NewTenant();
        var own = new StoredSpan { Name = trick, Service = trick };
        await host.StoreAsync(attacker, own);
        var text = Uri.EscapeDataString(trick);

        Assert.Equal([own.TraceId], await FindAsync(attacker, $"service={text}"));
        Assert.Equal([own.TraceId], await FindAsync(attacker, $"operation={text}&service={text}"));
        Assert.Equal([own.TraceId], await FindAsync(attacker, "limit=1000"));
        Assert.Equal([own.TraceId], await FindAsync(attacker, $"order=slowest&service={text}"));
    }

    private async Task<IReadOnlyList<string>> FindAsync(TenantId tenant, string query)
    {
        using var http = host.ClientOf(tenant);
        var answer = await http.JsonAsync($"/api/v1/traces?{query}");
        return [.. answer["traces"]!.AsArray().Select(trace => trace!["trace_id"]!.GetValue<string>())];
    }
}
