using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Search;

public sealed class FirstWidthsTests(ExploreHost host)
{
    [Fact]
    public async Task Of_few_records_so_many_minutes_are_looked_through_at_once_that_one_question_does()
    {
        var tenant = await WithARecordAMinuteAsync();
        using var http = host.ClientOf(tenant);

        var page = await http.BodiesAsync("limit=12");

        Assert.Equal(12, page.Length);
        Assert.Single(host.Runner.Asked(tenant), IsForRecords);
    }

    [Fact]
    public async Task Of_many_records_five_minutes_are_looked_through_and_then_as_many_as_are_missing()
    {
        var tenant = await WithARecordAMinuteAsync();
        host.Runner.AskInstead(
            tenant,
            "SELECT toInt64(100000000) AS records",
            sql => sql.Contains("sum(logs)", StringComparison.Ordinal)
        );
        using var http = host.ClientOf(tenant);

        var page = await http.BodiesAsync("limit=12");

        Assert.Equal(12, page.Length);
        Assert.Equal(2, host.Runner.Asked(tenant).Count(IsForRecords));
        Assert.DoesNotContain(host.Runner.Asked(tenant), sql => sql.StartsWith("EXPLAIN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_may_read_little_looks_through_so_little_at_once_that_it_is_allowed()
    {
        var tenant = await WithARecordAMinuteAsync();
        host.Runner.AskInstead(
            tenant,
            $"SELECT toInt64({6 * ExploreHost.ModestRows}) AS records",
            sql => sql.Contains("sum(logs)", StringComparison.Ordinal)
        );
        using var modest = host.ClientOf(tenant, ExploreHost.ModestRole);
        using var usual = host.ClientOf(tenant);

        Assert.Equal(12, (await modest.BodiesAsync("limit=12")).Length);
        Assert.Equal(2, host.Runner.Asked(tenant).Count(IsForRecords));
        Assert.Equal(12, (await usual.BodiesAsync("limit=12")).Length);
        Assert.Equal(3, host.Runner.Asked(tenant).Count(IsForRecords));
    }

    [Fact]
    public async Task How_many_records_there_are_is_asked_once_for_all_pages()
    {
        var tenant = await WithARecordAMinuteAsync();
        using var http = host.ClientOf(tenant);

        _ = await http.BodiesAsync("limit=3");
        _ = await http.BodiesAsync("limit=5&service=shop");

        Assert.Single(
            host.Runner.Asked(tenant),
            sql => sql.Contains("sum(logs)) AS records", StringComparison.Ordinal)
        );
    }

    private static bool IsForRecords(string sql) =>
        sql.Contains("ORDER BY ts DESC, log_id DESC", StringComparison.Ordinal);

    private async Task<TenantId> WithARecordAMinuteAsync()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            [
                .. Enumerable
                    .Range(0, 16)
                    .Select(minute =>
                        new StoredLog { Body = $"minute {minute}", Service = "shop" }.Ago(
                            TimeSpan.FromMinutes(minute) + TimeSpan.FromSeconds(1)
                        )
                    ),
            ]
        );
        return tenant;
    }
}
