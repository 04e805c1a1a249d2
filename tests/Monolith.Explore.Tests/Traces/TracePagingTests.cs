using System.Net;
using System.Text.Json.Nodes;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Traces;

public sealed class TracePagingTests(ExploreHost host)
{
    [Theory]
    [InlineData(1, "newest")]
    [InlineData(3, "newest")]
    [InlineData(7, "newest")]
    [InlineData(40, "newest")]
    [InlineData(1, "slowest")]
    [InlineData(7, "slowest")]
    [InlineData(40, "slowest")]
    public async Task Pages_show_every_trace_once_in_the_order_of_one_large_page(int limit, string order)
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, Spans());
        using var http = host.ClientOf(tenant);
        var whole = await http.JsonAsync($"/api/v1/traces?service=checkout&order={order}&limit=1000");

        var paged = await PagesAsync(tenant, $"service=checkout&order={order}&limit={limit}");

        Assert.Equal(30, Ids(whole).Count);
        Assert.Null(whole["next_cursor"]);
        Assert.Equal(Ids(whole), paged);
    }

    [Fact]
    public async Task Traces_that_come_in_between_two_pages_move_nothing()
    {
        var tenant = host.NewTenant();
        var spans = Enumerable.Range(1, 6).Select(i => new StoredSpan { Age = TimeSpan.FromMinutes(i) }).ToList();
        await host.StoreAsync(tenant, spans);
        using var http = host.ClientOf(tenant);

        var first = await http.JsonAsync("/api/v1/traces?limit=3");
        await host.StoreAsync(tenant, new StoredSpan { Age = TimeSpan.FromSeconds(1) });
        var second = await http.JsonAsync($"/api/v1/traces?limit=3&cursor={first["next_cursor"]}");

        Assert.Equal(spans.Take(3).Select(span => span.TraceId), Ids(first));
        Assert.Equal(spans.Skip(3).Select(span => span.TraceId), Ids(second));
        Assert.Null(second["next_cursor"]);
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_search_and_its_tenant()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, new StoredSpan(), new StoredSpan());
        using var http = host.ClientOf(tenant);
        using var other = host.ClientOf(host.NewTenant());
        var cursor = (await http.JsonAsync("/api/v1/traces?limit=1"))["next_cursor"]!.GetValue<string>();

        var (foreign, _) = await other.ProblemAsync($"/api/v1/traces?limit=1&cursor={cursor}");
        var (changed, problem) = await http.ProblemAsync($"/api/v1/traces?errors=true&cursor={cursor}");
        var (reordered, _) = await http.ProblemAsync($"/api/v1/traces?order=slowest&cursor={cursor}");
        var (spoilt, _) = await http.ProblemAsync("/api/v1/traces?cursor=AAAA");

        Assert.All([foreign, changed, reordered, spoilt], status => Assert.Equal(HttpStatusCode.BadRequest, status));
        Assert.Equal(["cursor"], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    // Traces of several spans that lie far apart, and some that begin at the very same moment.
    private static IEnumerable<StoredSpan> Spans()
    {
        for (var i = 0; i < 30; i++)
        {
            var span = new StoredSpan { Age = TimeSpan.FromMinutes(1 + (i / 3 * 7)) };
            yield return span;
            yield return span with
            {
                SpanBytes = "span-002",
                Age = span.Age + TimeSpan.FromMinutes(1 + (i * 5)),
            };
            yield return span with
            {
                SpanBytes = "span-003",
                Service = "payment",
                Age = TimeSpan.FromSeconds(i),
            };
        }
    }

    private async Task<List<string>> PagesAsync(TenantId tenant, string query)
    {
        using var http = host.ClientOf(tenant);
        var ids = new List<string>();
        for (var cursor = ""; ; )
        {
            var page = await http.JsonAsync($"/api/v1/traces?{query}{cursor}");
            ids.AddRange(Ids(page));
            if (page["next_cursor"] is not { } next)
            {
                return ids;
            }

            cursor = $"&cursor={next}";
        }
    }

    private static List<string> Ids(JsonObject page) =>
        [.. page["traces"]!.AsArray().Select(trace => trace!["trace_id"]!.GetValue<string>())];
}
