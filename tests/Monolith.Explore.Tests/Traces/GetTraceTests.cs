using System.Net;
using System.Text.Json.Nodes;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Tests.Traces;

public sealed class GetTraceTests(ExploreHost host)
{
    [Fact]
    public async Task A_trace_is_all_its_spans_in_the_order_in_which_they_began()
    {
        var tenant = host.NewTenant();
        var root = new StoredSpan { Age = TimeSpan.FromDays(40), EventName = "exception" };
        var child = new StoredSpan
        {
            TraceBytes = root.TraceBytes,
            SpanBytes = "span-002",
            ParentBytes = root.SpanBytes,
            Service = "payment",
            Name = "charge",
            Kind = "client",
            Status = "error",
            PeerService = "bank",
            HttpStatus = 503,
            Age = root.Age - TimeSpan.FromSeconds(70),
            LinkedTraceBytes = "other-trace-0001",
        };
        await host.StoreAsync(tenant, child, new StoredSpan());
        await host.StoreAsync(tenant, root);

        var trace = await host.ClientOf(tenant).JsonAsync($"/api/v1/traces/{root.TraceId}");

        Assert.Equal(root.TraceId, trace["trace_id"]!.GetValue<string>());
        var spans = trace["spans"]!.AsArray();
        Assert.Equal(["GET /orders", "charge"], spans.Select(s => s!["name"]!.GetValue<string>()));
        Assert.Equal(
            $$$"""
            {"trace_id":"{{{root.TraceId}}}","span_id":"7370616e2d303031","name":"GET /orders","kind":"server",
            "service":"checkout","timestamp":"2026-01-23T05:06:07.000000000Z","duration_ms":2.5,"status":"unset",
            "attributes":{"order.id":"4711"},"resource":{"host.name":"web-1"},
            "events":[{"timestamp":"2026-01-23T05:06:07.000000000Z","name":"exception","attributes":{"k":"v"}}],"links":[]}
            """.ReplaceLineEndings(""),
            spans[0]!.ToJsonString()
        );
        Assert.Equal(
            $$$"""
            {"trace_id":"{{{root.TraceId}}}","span_id":"7370616e2d303032","parent_span_id":"7370616e2d303031","name":"charge",
            "kind":"client","service":"payment","timestamp":"2026-01-23T05:07:17.000000000Z","duration_ms":2.5,"status":"error",
            "http.response.status_code":503,"peer.service":"bank",
            "attributes":{"order.id":"4711"},"resource":{"host.name":"web-1"},"events":[],
            "links":[{"trace_id":"6f746865722d74726163652d30303031","span_id":"6c696e6b65642d31","attributes":{}}]}
            """.ReplaceLineEndings(""),
            spans[1]!.ToJsonString()
        );
    }

    [Fact]
    public async Task The_digits_of_an_id_may_be_in_either_case()
    {
        var tenant = host.NewTenant();
        var span = new StoredSpan();
        await host.StoreAsync(tenant, span);

        var trace = await host.ClientOf(tenant).JsonAsync($"/api/v1/traces/{span.TraceId.ToUpperInvariant()}");

        Assert.Single(trace["spans"]!.AsArray());
    }

    [Fact]
    public async Task A_trace_of_thousands_of_spans_comes_whole()
    {
        var tenant = host.NewTenant();
        var trace = StoredSpan.NewTrace();
        await host.StoreAsync(
            tenant,
            Enumerable.Range(0, 5_000).Select(i => new StoredSpan { TraceBytes = trace, SpanBytes = $"{i:00000000}" })
        );

        var answer = await host.ClientOf(tenant)
            .JsonAsync($"/api/v1/traces/{new StoredSpan { TraceBytes = trace }.TraceId}");

        Assert.Equal(
            5_000,
            answer["spans"]!
                .AsArray()
                .Select(s => s!["span_id"]!.GetValue<string>())
                .Distinct(StringComparer.Ordinal)
                .Count()
        );
    }

    [Theory]
    [InlineData("0af7651916cd43dd8448eb211c80319c")]
    [InlineData("0af7651916cd43dd8448eb211c8031")]
    [InlineData("0af7651916cd43dd8448eb211c80319g")]
    [InlineData("'%20OR%201=1%20--%20aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("{v0:String}")]
    public async Task An_id_of_no_trace_is_not_found(string id)
    {
        var (status, problem) = await host.ClientOf(host.NewTenant()).ProblemAsync($"/api/v1/traces/{id}");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("/problems/no-such-trace", problem["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Another_tenants_trace_is_not_found_and_of_a_shared_id_each_sees_its_own_spans()
    {
        var (victim, attacker) = (host.NewTenant(), host.NewTenant());
        var secret = new StoredSpan { Name = "swordfish" };
        await host.StoreAsync(victim, secret);
        using var http = host.ClientOf(attacker);

        var (status, _) = await http.ProblemAsync($"/api/v1/traces/{secret.TraceId}");
        await host.StoreAsync(attacker, secret with { Name = "own" });
        var trace = await http.JsonAsync($"/api/v1/traces/{secret.TraceId}");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("own", Assert.Single(trace["spans"]!.AsArray())!["name"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("SELECT name FROM spans")]
    [InlineData("SELECT root_name FROM trace_index")]
    [InlineData("SELECT name FROM span_rollup_1m")]
    public async Task Even_sql_that_forgot_the_tenant_sees_no_other(string sql)
    {
        var (victim, attacker) = (host.NewTenant(), host.NewTenant());
        await host.StoreAsync(victim, new StoredSpan { Name = "swordfish" });
        await host.StoreAsync(attacker, new StoredSpan { Name = "own" });
        var nothing = new Dictionary<string, string>(StringComparer.Ordinal);

        await using var result = await host.Runner.RunAsync(
            new TenantQuery(attacker, sql, nothing, nothing),
            "TSV",
            CancellationToken.None
        );

        using var reader = new StreamReader(result.Body);
        Assert.Equal("own\n", await reader.ReadToEndAsync());
    }
}
