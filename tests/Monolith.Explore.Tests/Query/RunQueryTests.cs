using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Monolith.Explore.Tests.Query;

/// <summary>Questions over HTTP.</summary>
public sealed class RunQueryTests(ExploreHost host)
{
    [Fact]
    public async Task Records_are_found_page_by_page()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Enumerable.Range(0, 25).Select(n => new StoredLog { Body = $"needle {n}" }.Ago(TimeSpan.FromHours(n + 1)))
        );
        using var http = host.ClientOf(tenant);

        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = await http.AskAsync("needle | where severity:info", limit: 10, cursor: cursor);
            found.AddRange(Answers.BodiesOf(page));
            cursor = page["next_cursor"]?.GetValue<string>();
        } while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 25).Select(n => $"needle {n}"), found);
    }

    [Fact]
    public async Task The_time_in_the_text_comes_before_the_one_beside_it()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            new StoredLog { Body = "new" }.Ago(TimeSpan.FromMinutes(1)),
            new StoredLog { Body = "old" }.Ago(TimeSpan.FromMinutes(30))
        );
        using var http = host.ClientOf(tenant);

        Assert.Equal(["new"], Answers.BodiesOf(await http.AskAsync("@last 15m", "now-1h")));
        Assert.Equal(["new", "old"], Answers.BodiesOf(await http.AskAsync("@last 1h", "now-15m")));
        Assert.Equal(["old"], Answers.BodiesOf(await http.AskAsync("* | sort timestamp | limit 1")));
    }

    [Fact]
    public async Task What_is_wrong_is_told_to_those_who_accept_lines_alone_too()
    {
        using var http = host.ClientOf(host.NewTenant());
        http.DefaultRequestHeaders.Accept.ParseAdd("application/x-ndjson");

        using var response = await http.PostAsJsonAsync("/api/v1/query", new { query = "a | nonsense" });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal("/problems/invalid-query", problem!["type"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("query")]
    [InlineData("q")]
    public async Task The_other_endpoints_take_a_query_too(string beside)
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            new StoredLog { Body = "needle in a haystack", Severity = 17 },
            new StoredLog { Body = "needle alone" },
            new StoredLog { Body = "haystack" }
        );
        using var http = host.ClientOf(tenant);
        var other = beside == "q" ? "&q=haystack" : "";
        var query = Uri.EscapeDataString(beside == "q" ? "needle" : "needle severity>=error");

        Assert.Equal(["needle in a haystack"], await http.BodiesAsync($"query={query}{other}"));
        var histogram = await http.JsonAsync($"/api/v1/logs/histogram?from=now-1h&query={query}{other}");
        Assert.Equal(1, histogram["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_query_that_cannot_be_read_is_told_where()
    {
        using var http = host.ClientOf(host.NewTenant());

        var (status, problem) = await http.ProblemAsync("/api/v1/logs?query=severity:(error");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("/problems/invalid-query", problem["type"]!.GetValue<string>());
        Assert.Equal(9, problem["diagnostics"]![0]!["position"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"query":"a","limit":0}""", "limit")]
    [InlineData("""{"query":"a","from":"yesterday"}""", "from")]
    [InlineData("""{"query":"a","from":"now","to":"now-1h"}""", "from")]
    [InlineData("""{"query":"a","timeout":"soon"}""", "timeout")]
    [InlineData("""{"query":"a","format":"xml"}""", "format")]
    [InlineData("""{"query":"a","cursor":"x"}""", "cursor")]
    [InlineData("""{"query":"a","limits":1}""", "limits")]
    public async Task What_is_wrong_with_a_request_is_named(string body, string field)
    {
        using var http = host.ClientOf(host.NewTenant());
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var response = await http.PostAsync(new Uri("/api/v1/query", UriKind.Relative), content);

        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True(problem["errors"]!.AsObject().ContainsKey(field), problem.ToJsonString());
    }

    [Fact]
    public async Task Ndjson_says_what_it_is_then_gives_rows_and_how_it_ended()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, new StoredLog { Body = "a" }, new StoredLog { Body = "b" });
        using var http = host.ClientOf(tenant);

        var records = await LinesAsync(http, "* | where severity:info");
        var table = await LinesAsync(http, "* | stats count() by body");

        Assert.Equal("records", records[0]["meta"]!["kind"]!.GetValue<string>());
        Assert.Equal(2, records.Single(line => line.ContainsKey("records"))["records"]!.AsArray().Count);
        Assert.Null(records[^1]["end"]!["next_cursor"]);
        Assert.Equal("count()", table[0]["meta"]!["columns"]![1]!["name"]!.GetValue<string>());
        Assert.Equal(2, table.Single(line => line.ContainsKey("rows"))["rows"]!.AsArray().Count);
        Assert.True(table[^1]["end"]!["statistics"]!["rows_read"]!.GetValue<long>() > 0);
    }

    [Fact]
    public async Task An_expression_that_the_engine_cannot_read_is_the_callers_to_mend()
    {
        using var http = host.ClientOf(host.NewTenant());

        var (status, problem) = await http.TryAskAsync("/(a/");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("/problems/invalid-query", problem["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Explaining_shows_the_tree_the_sql_and_what_the_indexes_leave()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, new StoredLog { Body = "only straw" });
        using var http = host.ClientOf(tenant);

        var plan = await http.AskAsync(
            "needle service.name=checkout | stats count() by user",
            "now-1h",
            path: "/api/v1/query/explain"
        );

        Assert.Equal("needle service:checkout | stats count() by user_id", plan["text"]!.GetValue<string>());
        Assert.Equal("all", plan["tree"]!["filter"]!["type"]!.GetValue<string>());
        Assert.Contains("hasAllTokens(lower(body), {", plan["sql"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("needle", plan["sql"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("['needle']", plan["parameters"]!.AsObject().Select(p => p.Value!.GetValue<string>()));
        Assert.Contains(plan["indexes"]!.AsArray(), index => index!["type"]!.GetValue<string>() == "PrimaryKey");
        Assert.Contains(plan["indexes"]!.AsArray(), index => index!["name"]?.GetValue<string>() == "ix_body");

        // A granule may be left that other tenants' records share.
        Assert.InRange(plan["estimate"]!["rows"]!.GetValue<long>(), 0, 50_000);
    }

    private static async Task<List<JsonObject>> LinesAsync(HttpClient http, string query)
    {
        using var response = await http.PostAsJsonAsync(
            new Uri("/api/v1/query", UriKind.Relative),
            new { query, format = "ndjson" }
        );
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync();

        // Where the engine takes its time, it is told how far it is.
        return
        [
            .. text.TrimEnd('\n')
                .Split('\n')
                .Select(line => JsonNode.Parse(line)!.AsObject())
                .Where(line => !line.ContainsKey("progress")),
        ];
    }
}
