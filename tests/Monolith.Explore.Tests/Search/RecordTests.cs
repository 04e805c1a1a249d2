using System.Net;

namespace Monolith.Explore.Tests.Search;

public sealed class RecordTests(ExploreHost host)
{
    [Fact]
    public async Task A_record_is_found_by_its_id()
    {
        var tenant = host.NewTenant();
        var log = new StoredLog { Body = "the one" }.Ago(TimeSpan.FromDays(400));
        await host.StoreAsync(tenant, log, new StoredLog());

        var record = await host.ClientOf(tenant).JsonAsync($"/api/v1/logs/{log.Id}");

        Assert.Equal("the one", record["body"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("18446744073709551615")]
    [InlineData("18446744073709551616")]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("1%20OR%201")]
    public async Task An_id_of_no_record_is_not_found(string id)
    {
        var (status, problem) = await host.ClientOf(host.NewTenant()).ProblemAsync($"/api/v1/logs/{id}");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("/problems/no-such-record", problem["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_id_of_another_tenants_record_is_not_found()
    {
        var log = new StoredLog();
        await host.StoreAsync(host.NewTenant(), log);

        var (status, _) = await host.ClientOf(host.NewTenant()).ProblemAsync($"/api/v1/logs/{log.Id}");

        Assert.Equal(HttpStatusCode.NotFound, status);
    }
}
