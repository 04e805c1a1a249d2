using System.Net;

namespace Monolith.Explore.Tests.Search;

public sealed class SlowSearchTests(ExploreHost host)
{
    [Fact]
    public async Task A_search_that_takes_too_long_is_told_so()
    {
        var tenant = host.NewTenant();
        host.Runner.AskInstead(
            tenant,
            "SELECT sleepEachRow(0.1) FROM numbers(1000) SETTINGS max_execution_time = 1, max_block_size = 1"
        );

        var (status, problem) = await host.ClientOf(tenant).ProblemAsync("/api/v1/logs");

        Assert.Equal(HttpStatusCode.GatewayTimeout, status);
        Assert.Equal("/problems/too-slow", problem["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_search_that_needs_too_much_memory_is_told_so()
    {
        var tenant = host.NewTenant();
        host.Runner.AskInstead(
            tenant,
            "SELECT groupArray(number) FROM numbers(100000000) SETTINGS max_memory_usage = 50000000"
        );

        var (status, problem) = await host.ClientOf(tenant).ProblemAsync("/api/v1/logs");

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Contains("shorter time", problem["hint"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("memory", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_goes_away_stops_its_search_in_the_engine()
    {
        var tenant = host.NewTenant();
        host.Runner.AskInstead(tenant, "SELECT sleepEachRow(0.1) FROM numbers(100000) SETTINGS max_block_size = 1");
        using var http = host.ClientOf(tenant);
        using var leaving = new CancellationTokenSource();
        var search = http.GetAsync(new Uri("/api/v1/logs", UriKind.Relative), leaving.Token);
        await Eventually.HoldsAsync(() => host.IsAskingAsync(tenant), "the search runs in the engine");

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
        await Eventually.HoldsAsync(async () => !await host.IsAskingAsync(tenant), "the engine has stopped the search");
    }
}
