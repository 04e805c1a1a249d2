using System.Net;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Security;

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

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("memory", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_goes_away_stops_its_search_in_the_engine()
    {
        var tenant = host.NewTenant();
        host.Runner.AskInstead(tenant, "SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1");
        using var http = host.ClientOf(tenant);
        using var leaving = new CancellationTokenSource();
        var search = http.GetAsync(new Uri("/api/v1/logs", UriKind.Relative), leaving.Token);
        await Eventually.HoldsAsync(() => IsRunningAsync(tenant), "the search runs in the engine");

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
        await Eventually.HoldsAsync(async () => !await IsRunningAsync(tenant), "the engine has stopped the search");
    }

    private async Task<bool> IsRunningAsync(TenantId tenant)
    {
        await using var result = await host.ClickHouse.QueryRawAsync(
            new ClickHouseQuery(
                "SELECT count() FROM system.processes WHERE startsWith(Settings['log_comment'], {mark:String})"
            )
            {
                Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["mark"] = $"{tenant}|" },
            },
            "TSV",
            CancellationToken.None
        );
        using var reader = new StreamReader(result.Body);
        return await reader.ReadToEndAsync() != "0\n";
    }
}
