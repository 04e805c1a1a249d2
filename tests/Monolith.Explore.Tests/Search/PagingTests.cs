using System.Net;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Search;

public sealed class PagingTests(ExploreHost host)
{
    [Theory]
    [InlineData("desc")]
    [InlineData("asc")]
    public async Task Pages_show_each_record_once_while_others_come_in(string order)
    {
        var tenant = host.NewTenant();
        var moment = ExploreHost.Now.AddMinutes(-1).ToUnixNano();

        // Three records to each moment, so that pages end between records of the same time.
        var first = Enumerable
            .Range(0, 100)
            .Select(n => new StoredLog { TimeUnixNano = moment + n / 3, Body = $"first {n}" });
        await host.StoreAsync(tenant, first);
        using var http = host.ClientOf(tenant);

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await http.JsonAsync($"/api/v1/logs?limit=7&order={order}{Cursor(cursor)}");
            seen.AddRange(Answers.BodiesOf(page));
            cursor = page["next_cursor"]?.GetValue<string>();
            await host.StoreAsync(
                tenant,
                new StoredLog { TimeUnixNano = moment - 1, Body = "later: before all" },
                new StoredLog { TimeUnixNano = moment + 15, Body = "later: in the midst" },
                new StoredLog { TimeUnixNano = moment + 40, Body = "later: behind all" }
            );
        } while (cursor is not null && seen.Count < 1_000);

        var shown = seen.Where(body => body.StartsWith("first", StringComparison.Ordinal)).ToList();
        var expected = Enumerable.Range(0, 100).Select(n => $"first {n}");
        Assert.Equal(order == "asc" ? expected : expected.Reverse(), shown);
    }

    [Fact]
    public async Task The_pages_of_a_search_keep_the_range_of_the_first()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Enumerable.Range(0, 4).Select(n => new StoredLog { Body = $"{n}" }.Ago(TimeSpan.FromSeconds(n + 1)))
        );
        using var http = host.ClientOf(tenant);

        var page = await http.JsonAsync("/api/v1/logs?limit=3&from=now-1h");
        var next = await http.JsonAsync(
            $"/api/v1/logs?limit=3&from=now-1h{Cursor(page["next_cursor"]!.GetValue<string>())}"
        );

        Assert.Equal(["0", "1", "2"], Answers.BodiesOf(page));
        Assert.Equal(["3"], Answers.BodiesOf(next));
        Assert.Null(next["next_cursor"]);
    }

    [Theory]
    [InlineData("service=checkout&severity=info")]
    [InlineData("service=other")]
    [InlineData("service=checkout&order=asc")]
    [InlineData("service=checkout&q=hello")]
    [InlineData("service=checkout&attribute.a=b")]
    [InlineData("service=checkout&from=now-1h")]
    [InlineData("service=checkout&to=now-1s")]
    [InlineData("")]
    public async Task A_cursor_of_another_search_is_refused(string other)
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, Enumerable.Range(1, 3).Select(n => new StoredLog().Ago(TimeSpan.FromSeconds(n))));
        using var http = host.ClientOf(tenant);
        var cursor = await CursorAsync(http, "service=checkout&limit=1");

        var (status, problem) = await http.ProblemAsync($"/api/v1/logs?{other}{Cursor(cursor)}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(
            "another search",
            problem["errors"]!["cursor"]![0]!.GetValue<string>(),
            StringComparison.Ordinal
        );
        Assert.Equal(2, (await http.BodiesAsync($"service=checkout&limit=5{Cursor(cursor)}")).Length);
    }

    [Fact]
    public async Task A_cursor_of_another_tenant_is_refused()
    {
        var (owner, attacker) = (host.NewTenant(), host.NewTenant());
        await StoreThreeAsync(owner);
        await StoreThreeAsync(attacker);
        var cursor = await CursorAsync(host.ClientOf(owner), "limit=1");

        var (status, problem) = await host.ClientOf(attacker).ProblemAsync($"/api/v1/logs?limit=1{Cursor(cursor)}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.NotNull(problem["errors"]!["cursor"]);
    }

    [Fact]
    public async Task A_page_that_the_records_just_fill_is_the_last()
    {
        var tenant = host.NewTenant();
        await StoreThreeAsync(tenant);

        var page = await host.ClientOf(tenant).JsonAsync("/api/v1/logs?limit=3");

        Assert.Equal(3, page["records"]!.AsArray().Count);
        Assert.Null(page["next_cursor"]);
    }

    private Task StoreThreeAsync(TenantId tenant) =>
        host.StoreAsync(tenant, Enumerable.Range(1, 3).Select(n => new StoredLog().Ago(TimeSpan.FromSeconds(n))));

    private static async Task<string> CursorAsync(HttpClient http, string query) =>
        (await http.JsonAsync($"/api/v1/logs?{query}"))["next_cursor"]!.GetValue<string>();

    private static string Cursor(string? cursor) => cursor is null ? "" : $"&cursor={cursor}";
}
