using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Admission;

/// <summary>Every question of a caller is kept within the caller's budget, whatever it asks for.</summary>
public sealed class QuestionBudgetTests(ExploreHost host)
{
    private const int Records = 60_000;

    [Theory]
    [InlineData("/api/v1/logs?query=-common")]
    [InlineData("/api/v1/logs/histogram?query=common")]
    public async Task What_would_read_more_than_it_may_is_not_asked_and_told_how_to_narrow_it(string path)
    {
        var tenant = host.NewTenant();
        await host.StoreManyAsync(tenant, Records);

        var (status, problem) = await host.ClientOf(tenant, ExploreHost.ModestRole).ProblemAsync(path);
        var answer = await host.ClientOf(tenant).JsonAsync(path);

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Equal("/problems/query-budget", problem["type"]!.GetValue<string>());
        Assert.Contains("shorter time", problem["hint"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(ExploreHost.ModestRows, problem["budget"]!["rows"]!.GetValue<long>());
        Assert.InRange(problem["needed"]!["rows"]!.GetValue<long>(), ExploreHost.ModestRows + 1, 10 * Records);
        Assert.IsType<JsonObject>(answer);
    }

    [Fact]
    public async Task A_search_of_much_is_within_the_budget_when_the_first_minutes_hold_the_page_or_an_index_finds_it()
    {
        var tenant = host.NewTenant();
        await host.StoreManyAsync(tenant, Records);
        using var http = host.ClientOf(tenant, ExploreHost.ModestRole);

        Assert.Equal(100, (await http.BodiesAsync("query=common")).Length);
        Assert.Equal(["a rarity"], await http.BodiesAsync("query=rarity"));
    }

    [Theory]
    [InlineData("/api/v1/logs?from=now-3m")]
    [InlineData("/api/v1/logs/histogram?from=now-3m&query=common")]
    [InlineData("/api/v1/traces?from=now-3m")]
    public async Task What_is_not_estimated_because_its_time_is_short_the_engine_keeps_within_the_budget(string path)
    {
        var tenant = await StoreSomeAsync();

        var (status, problem) = await host.ClientOf(tenant, ExploreHost.ThriftyRole).ProblemAsync(path);

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Contains("shorter time", problem["hint"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(10, problem["budget"]!["rows"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("*")]
    [InlineData("* | sort body")]
    [InlineData("* | stats uniq(body)")]
    public async Task A_question_is_told_how_to_narrow_it_in_whatever_form_its_answer_would_have(string query)
    {
        var tenant = host.NewTenant();
        await host.StoreManyAsync(tenant, Records);
        using var http = host.ClientOf(tenant, ExploreHost.ThriftyRole);

        foreach (var format in new[] { "json", "ndjson" })
        {
            using var response = await http.PostAsJsonAsync("/api/v1/query", new { query, format });

            var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
            Assert.Equal("/problems/query-budget", problem["type"]!.GetValue<string>());
            Assert.Contains("shorter time", problem["hint"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.NotNull(problem["budget"]!["rows"]);
        }
    }

    [Fact]
    public async Task Whoever_does_not_see_all_rows_is_not_told_how_many_there_are()
    {
        var tenant = host.NewTenant();
        await host.StoreManyAsync(tenant, Records);
        var scope = new DataScope { Rows = [new RowRule { LeastSeverity = 9 }] };
        using var http = host.ClientOf(tenant, scope, ExploreHost.ModestRole);

        var (status, problem) = await http.ProblemAsync("/api/v1/logs/histogram?query=common");

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Null(problem["needed"]);
        Assert.StartsWith("Ask for", problem["hint"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(
            $"It would read more than {ExploreHost.ModestRows} rows. {problem["hint"]}",
            problem["detail"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task A_small_search_is_asked_without_an_estimate()
    {
        var tenant = await StoreSomeAsync();
        host.Runner.AskInstead(tenant, "SELECT throwIf(1)", sql => sql.StartsWith("EXPLAIN", StringComparison.Ordinal));

        var bodies = await host.ClientOf(tenant).BodiesAsync("limit=3");

        Assert.Equal(["something common", "something common", "something common"], bodies);
    }

    [Fact]
    public async Task As_many_questions_as_may_are_asked_at_once_whatever_they_are()
    {
        var tenant = host.NewTenant();
        host.Runner.AskInstead(tenant, "SELECT sleepEachRow(0.1) FROM numbers(100000) SETTINGS max_block_size = 1");
        using var http = host.ClientOf(tenant, ExploreHost.LonelyRole);
        using var leaving = new CancellationTokenSource();
        var first = http.GetAsync(new Uri("/api/v1/logs", UriKind.Relative), leaving.Token);
        await Eventually.HoldsAsync(() => host.IsAskingAsync(tenant), "the first question is asked");

        string[] others = ["logs", "logs/histogram", "logs/1", "traces", "services", "correlations/c-1"];
        var answers = await Task.WhenAll(others.Select(path => http.ProblemAsync($"/api/v1/{path}")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status));
        Assert.All(answers, answer => Assert.Equal("/problems/too-many-queries", $"{answer.Problem["type"]}"));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    private async Task<TenantId> StoreSomeAsync()
    {
        var tenant = host.NewTenant();
        var ages = Enumerable.Range(30, 50).Select(seconds => TimeSpan.FromSeconds(seconds)).ToList();
        await host.StoreAsync(tenant, ages.Select(age => new StoredLog { Body = "something common" }.Ago(age)));
        await host.StoreAsync(tenant, ages.Select(age => new StoredSpan { Age = age }));
        return tenant;
    }
}
