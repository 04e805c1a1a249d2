using System.Net;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Seen;

public sealed class SeenTracesTests(ExploreHost host)
{
    private static readonly DataScope Shop = new() { Rows = [new RowRule { Services = ["shop*"] }] };

    [Fact]
    public async Task Spans_of_other_services_are_left_out_of_a_trace_and_counted()
    {
        var tenant = host.NewTenant();
        var span = new StoredSpan { Service = "shop" };
        await host.StoreAsync(
            tenant,
            span,
            span with
            {
                SpanBytes = "span-002",
                Service = "vault",
                Name = "open",
                Age = TimeSpan.FromMinutes(3),
                Status = "error",
            },
            span with
            {
                SpanBytes = "span-003",
                Service = "vault",
                Duration = TimeSpan.FromHours(1),
            }
        );
        using var http = host.ClientOf(tenant, Shop);

        var trace = await http.JsonAsync($"/api/v1/traces/{span.TraceId}");
        var slowest = Assert.Single((await http.JsonAsync("/api/v1/traces?order=slowest"))["traces"]!.AsArray())!;
        var found = Assert.Single((await http.JsonAsync("/api/v1/traces"))["traces"]!.AsArray())!;

        Assert.Equal("shop", Assert.Single(trace["spans"]!.AsArray())!["service"]!.GetValue<string>());
        Assert.Equal(2, trace["hidden_spans"]!.GetValue<int>());
        Assert.Equal("""["shop"]""", found["services"]!.ToJsonString());
        Assert.Equal(1, found["spans"]!.GetValue<int>());
        Assert.Equal(0, found["errors"]!.GetValue<int>());
        Assert.Equal(2.5, found["duration_ms"]!.GetValue<double>());
        Assert.Equal(found.ToJsonString(), slowest.ToJsonString());
        Assert.Empty((await http.JsonAsync("/api/v1/traces?errors=true"))["traces"]!.AsArray());
    }

    [Fact]
    public async Task A_trace_of_which_nothing_is_seen_is_not_there()
    {
        var tenant = host.NewTenant();
        var span = new StoredSpan { Service = "vault" };
        await host.StoreAsync(tenant, span);
        using var http = host.ClientOf(tenant, Shop);

        var (status, problem) = await http.ProblemAsync($"/api/v1/traces/{span.TraceId}");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("/problems/no-such-trace", problem["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Whoever_sees_one_stream_of_records_sees_no_spans()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, new StoredSpan());
        using var http = host.ClientOf(tenant, new DataScope { Rows = [new RowRule { Streams = ["audit"] }] });

        Assert.Empty((await http.JsonAsync("/api/v1/traces"))["traces"]!.AsArray());
        Assert.Empty((await http.JsonAsync("/api/v1/services"))["services"]!.AsArray());
    }

    [Fact]
    public async Task Fields_are_hidden_in_spans_their_events_and_their_resource()
    {
        var tenant = host.NewTenant();
        var span = new StoredSpan
        {
            EventName = "paid",
            PeerService = "vault",
            HttpStatus = 500,
        };
        await host.StoreAsync(tenant, span);
        using var http = host.ClientOf(
            tenant,
            new DataScope { HiddenFields = ["order", "host.name", "k", "peer.service", "status"] }
        );

        var seen = Assert.Single((await http.JsonAsync($"/api/v1/traces/{span.TraceId}"))["spans"]!.AsArray())!;
        var map = await http.JsonAsync("/api/v1/services/map");

        Assert.Equal("{}", seen["attributes"]!.ToJsonString());
        Assert.Equal("{}", seen["resource"]!.ToJsonString());
        Assert.Equal("{}", seen["events"]![0]!["attributes"]!.ToJsonString());
        Assert.Null(seen["peer.service"]);
        Assert.Null(seen["http.response.status_code"]);
        Assert.Empty(map["edges"]!.AsArray());
    }

    [Fact]
    public async Task Whoever_does_not_see_trace_ids_sees_no_traces()
    {
        var tenant = host.NewTenant();
        var span = new StoredSpan();
        await host.StoreAsync(tenant, span);
        using var http = host.ClientOf(tenant, new DataScope { HiddenFields = ["trace"] });

        Assert.Empty((await http.JsonAsync("/api/v1/traces"))["traces"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await http.ProblemAsync($"/api/v1/traces/{span.TraceId}")).Status);
    }

    [Fact]
    public async Task A_cursor_is_of_no_use_to_somebody_who_sees_something_else()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, new StoredSpan { Service = "shop" }, new StoredSpan { Service = "shop" });
        await host.StoreAsync(tenant, new StoredLog { Service = "shop" }, new StoredLog { Service = "shop" });
        using var all = host.ClientOf(tenant);
        using var shop = host.ClientOf(tenant, Shop);
        foreach (var path in new[] { "/api/v1/traces?limit=1", "/api/v1/logs?limit=1" })
        {
            var cursor = (await all.JsonAsync(path))["next_cursor"]!.GetValue<string>();

            Assert.Equal(HttpStatusCode.BadRequest, (await shop.ProblemAsync($"{path}&cursor={cursor}")).Status);
            await all.JsonAsync($"{path}&cursor={cursor}");
        }
    }

    [Fact]
    public async Task Answers_say_what_is_hidden()
    {
        using var http = host.ClientOf(
            host.NewTenant(),
            new DataScope { Rows = [new RowRule { LeastSeverity = 9 }], HiddenFields = ["user_id", "a"] }
        );
        using var seeingAll = host.ClientOf(host.NewTenant());
        const string Expected = """{"fields":["a","user_id"],"rows":true}""";

        var answer = await http.AskAsync("* | stats count()");
        using var response = await http.GetAsync(new Uri("/api/v1/logs", UriKind.Relative));
        using var whole = await seeingAll.GetAsync(new Uri("/api/v1/logs", UriKind.Relative));

        Assert.Equal(Expected, answer["hidden"]!.ToJsonString());
        Assert.Equal(Expected, response.Headers.GetValues("X-Monolith-Hidden").Single());
        Assert.False(whole.Headers.Contains("X-Monolith-Hidden"));
    }

    [Fact]
    public async Task How_much_was_read_is_told_to_nobody_who_does_not_see_all_of_it()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, new StoredLog { Service = "vault" });
        using var http = host.ClientOf(tenant, Shop);

        var answer = await http.AskAsync("* | sort body | limit 1 | stats count()");
        var plan = await http.AskAsync("service:vault", path: "/api/v1/query/explain");

        Assert.Null(answer["statistics"]!["rows_read"]);
        Assert.Null(plan["estimate"]);
        Assert.Equal("[]", plan["indexes"]!.ToJsonString());
    }

    [Fact]
    public async Task A_record_that_is_not_seen_has_no_neighbours()
    {
        var tenant = host.NewTenant();
        var hidden = new StoredLog { Service = "vault", Body = "secret" };
        var seen = new StoredLog { Service = "shop", Body = "seen" };
        await host.StoreAsync(tenant, hidden, seen);
        using var http = host.ClientOf(tenant, Shop);

        Assert.Equal(HttpStatusCode.NotFound, (await http.ProblemAsync($"/api/v1/logs/{hidden.Id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await http.ProblemAsync($"/api/v1/logs/{hidden.Id}/context")).Status);
        var context = await http.JsonAsync($"/api/v1/logs/{seen.Id}/context?same=any");
        Assert.Equal("[]", context["before"]!.ToJsonString());
        Assert.Equal("[]", context["after"]!.ToJsonString());
    }
}
