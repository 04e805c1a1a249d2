using System.Net;
using Monolith.Platform.ClickHouse;

namespace Monolith.Explore.Tests.Traces;

public sealed class TraceLogsTests(ExploreHost host)
{
    [Fact]
    public async Task The_records_of_a_trace_come_in_the_order_of_time_from_all_services()
    {
        var tenant = host.NewTenant();
        var span = new StoredSpan();
        var log = new StoredLog { TraceBytes = span.TraceBytes };
        await host.StoreAsync(
            tenant,
            (log with { Body = "last", Service = "payment" }).Ago(TimeSpan.FromMinutes(1)),
            (log with { Body = "first" }).Ago(TimeSpan.FromDays(2)),
            (log with { Body = "middle" }).Ago(TimeSpan.FromMinutes(2)),
            new StoredLog { Body = "of another trace", TraceBytes = StoredSpan.NewTrace() }
        );
        using var http = host.ClientOf(tenant);

        var all = await http.JsonAsync($"/api/v1/traces/{span.TraceId.ToUpperInvariant()}/logs");
        var first = await http.JsonAsync($"/api/v1/traces/{span.TraceId}/logs?limit=2");
        var second = await http.JsonAsync($"/api/v1/traces/{span.TraceId}/logs?limit=2&cursor={first["next_cursor"]}");

        Assert.Equal(["first", "middle", "last"], Answers.BodiesOf(all));
        Assert.Null(all["next_cursor"]);
        Assert.Equal(["first", "middle"], Answers.BodiesOf(first));
        Assert.Equal(["last"], Answers.BodiesOf(second));
    }

    [Fact]
    public async Task The_records_of_another_tenants_trace_are_not_told()
    {
        var span = new StoredSpan();
        await host.StoreAsync(host.NewTenant(), new StoredLog { TraceBytes = span.TraceBytes });
        using var attacker = host.ClientOf(host.NewTenant());

        var page = await attacker.JsonAsync($"/api/v1/traces/{span.TraceId}/logs");

        Assert.Empty(Answers.BodiesOf(page));
    }

    [Theory]
    [InlineData("xyz")]
    [InlineData("00000000000000000000000000000000")]
    public async Task What_is_no_id_is_the_id_of_no_trace(string id)
    {
        using var http = host.ClientOf(host.NewTenant());

        var (status, problem) = await http.ProblemAsync($"/api/v1/traces/{id}/logs");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("/problems/no-such-trace", problem["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_trace_of_a_hundred_thousand_spans_is_told_whole()
    {
        const int Spans = 100_000;
        var tenant = host.NewTenant();
        var root = new StoredSpan();
        await host.StoreAsync(tenant, root);
        await host.ClickHouse.ExecuteAsync(
            new ClickHouseQuery(
                $"""
                INSERT INTO spans (tenant, ts, id, duration_ns, trace_id, span_id, parent_span_id, service, name, kind, retention_days)
                SELECT tenant, ts + toIntervalMicrosecond(number), id + number + 1, 1000, trace_id,
                    toFixedString(unhex(leftPad(hex(number + 1), 16, '0')), 8), span_id, service, name, 'internal', retention_days
                FROM spans, numbers({Spans - 1}) AS n
                WHERE tenant = '{tenant}'
                """
            ),
            CancellationToken.None
        );
        using var http = host.ClientOf(tenant);

        using var response = await http.GetAsync(
            new Uri($"/api/v1/traces/{root.TraceId}", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead
        );
        var lines = 0;
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is not null)
        {
            lines++;
        }

        Assert.Null(response.Content.Headers.ContentLength); // it goes out while it is found
        Assert.Equal(Spans, lines);
    }
}
