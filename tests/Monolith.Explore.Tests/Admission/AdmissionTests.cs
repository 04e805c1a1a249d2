using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Explore.Admission;
using Monolith.Explore.Query;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Tests.Admission;

public sealed class AdmissionTests(ExploreHost host)
{
    [Fact]
    public async Task A_question_that_would_read_more_rows_than_it_may_is_not_asked()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, Enumerable.Range(0, 50).Select(_ => new StoredLog()));

        var refused = await Assert.ThrowsAsync<QueryBudgetException>(() =>
            RunAsync(new BudgetOptions { MaxRows = 20 }, CountOf(tenant), QueryCost.Unknown)
        );

        Assert.Equal((429, "query-budget"), (refused.Status, refused.Slug));
        Assert.InRange(((JsonObject)refused.Extensions["needed"]!)["rows"]!.GetValue<long>(), 50, 1_000_000);
        Assert.Equal(20, ((JsonObject)refused.Extensions["budget"]!)["rows"]!.GetValue<long>());
        Assert.Contains("shorter time", (string)refused.Extensions["hint"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_within_the_budget_is_answered()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, Enumerable.Range(0, 50).Select(_ => new StoredLog()));

        var rows = await RunAsync(new BudgetOptions { MaxRows = 1_000_000 }, CountOf(tenant), QueryCost.Unknown);

        Assert.Equal("50\n", rows);
    }

    [Fact]
    public async Task What_a_question_that_reads_little_unpacks_is_kept_for_the_next()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, Enumerable.Range(0, 50).Select(n => new StoredLog { Body = $"unpacked {n}" }));
        var query = CountOf(tenant) with { Sql = "SELECT max(length(body)) FROM logs" };

        _ = await RunAsync(new BudgetOptions(), query, QueryCost.Small);

        var kept = CountOf(tenant) with
        {
            Sql = "SELECT value > 0 FROM system.metrics WHERE metric = 'UncompressedCacheBytes'",
        };
        Assert.Equal("1\n", await RunAsync(new BudgetOptions(), kept, QueryCost.Small));
    }

    [Theory]
    [InlineData("max_rows_to_read", "7")]
    [InlineData("max_bytes_to_read", "8000")]
    [InlineData("max_memory_usage", "9000000")]
    [InlineData("max_execution_time", "3")]
    public async Task What_an_estimate_does_not_tell_the_engine_itself_bounds(string setting, string expected)
    {
        var budget = new BudgetOptions
        {
            MaxRows = 7,
            MaxBytes = 8_000,
            MaxMemoryBytes = 9_000_000,
            MaxDuration = TimeSpan.FromSeconds(3),
        };
        var query = new TenantQuery(
            host.NewTenant(),
            $"SELECT getSetting('{setting}')",
            new Dictionary<string, string>(StringComparer.Ordinal),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["max_execution_time"] = "10" }
        );

        var value = await RunAsync(budget, query, QueryCost.Small);

        Assert.StartsWith(expected, value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_roles_budget_comes_before_the_tenants_and_that_before_everybodys()
    {
        var (role, tenant) = (new QueryBudget { MaxRows = 1 }, new QueryBudget { MaxRows = 2 });
        var options = new BudgetOptions
        {
            Roles = new Dictionary<string, QueryBudget>(StringComparer.Ordinal) { ["guest"] = role },
            Tenants = new Dictionary<string, QueryBudget>(StringComparer.Ordinal) { ["acme"] = tenant },
        };
        var budgets = new QueryBudgets(Options.Create(options));
        var guest = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, "guest")]));

        Assert.Same(role, budgets.Of(new TenantId("acme"), guest));
        Assert.Same(tenant, budgets.Of(new TenantId("acme"), new ClaimsPrincipal(new ClaimsIdentity())));
        Assert.Same(tenant, budgets.Of(new TenantId("acme"), caller: null));
        Assert.Same(options, budgets.Of(new TenantId("other"), caller: null));
    }

    [Fact]
    public async Task A_caller_whose_role_may_read_little_is_told_so()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, Enumerable.Range(0, 50).Select(_ => new StoredLog()));
        const string Path = "/api/v1/logs/facets?field=http.route";

        var (status, problem) = await host.ClientOf(tenant, ExploreHost.ThriftyRole).ProblemAsync(Path);
        var answer = await host.ClientOf(tenant).JsonAsync(Path);

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Equal("/problems/query-budget", problem["type"]!.GetValue<string>());
        Assert.Contains("shorter time", problem["hint"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.False(answer["sampled"]!.GetValue<bool>());
    }

    [Fact]
    public async Task One_request_more_than_may_ask_waits_and_is_then_told_when_to_come_back()
    {
        var options = new BudgetOptions { MaxConcurrent = 1, QueueWait = TimeSpan.FromMilliseconds(20) };
        using var slots = new QuerySlots(Options.Create(options), Metrics());
        var (tenant, other) = (host.NewTenant(), host.NewTenant());

        using (await slots.EnterAsync(tenant, options, CancellationToken.None))
        {
            var refused = await Assert.ThrowsAsync<TooManyQueriesException>(() =>
                slots.EnterAsync(tenant, options, CancellationToken.None)
            );
            Assert.Equal(429, refused.Status);
            Assert.NotNull(refused.RetryAfter);
            (await slots.EnterAsync(other, options, CancellationToken.None)).Dispose();
        }

        (await slots.EnterAsync(tenant, options, CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task A_request_that_waits_asks_as_soon_as_another_is_answered()
    {
        var options = new BudgetOptions { MaxConcurrent = 1, QueueWait = TimeSpan.FromMinutes(1) };
        using var slots = new QuerySlots(Options.Create(options), Metrics());
        var tenant = host.NewTenant();
        var first = await slots.EnterAsync(tenant, options, CancellationToken.None);
        var second = slots.EnterAsync(tenant, options, CancellationToken.None);

        Assert.False(second.IsCompleted);
        first.Dispose();

        (await second).Dispose();
    }

    [Fact]
    public void A_budget_that_is_none_is_refused_at_the_start()
    {
        var options = new BudgetOptions
        {
            Roles = new Dictionary<string, QueryBudget>(StringComparer.Ordinal) { ["guest"] = new() { MaxRows = 0 } },
        };

        Assert.NotEmpty(options.Validate(new System.ComponentModel.DataAnnotations.ValidationContext(options)));
    }

    private static TenantQuery CountOf(TenantId tenant) =>
        TenantSql.OverLogs(Reader.Whole(tenant), TimeRange.Everything).Select("sum(ignore(body) + 1)", "");

    private async Task<string> RunAsync(BudgetOptions options, TenantQuery query, QueryCost cost)
    {
        var runner = new AdmittedRunner(
            host.Runner,
            new QueryExplainer(host.Runner),
            new QueryBudgets(Options.Create(options)),
            new HttpContextAccessor(),
            Metrics()
        );
        await using var result = await runner.RunAsync(query, "TSV", cost, CancellationToken.None);
        using var reader = new StreamReader(result.Body);
        return await reader.ReadToEndAsync();
    }

    private ExploreMetrics Metrics() => new(host.Services.GetRequiredService<IMeterFactory>());
}
