using System.Net;
using System.Text.Json.Nodes;

namespace Monolith.Explore.Tests.Context;

public sealed class ContextTests(ExploreHost host)
{
    [Fact]
    public async Task Records_of_the_same_service_stand_before_and_after_in_the_order_of_time()
    {
        var tenant = host.NewTenant();
        var records = Enumerable
            .Range(0, 10)
            .Select(n => new StoredLog { Body = $"{n}", Service = n == 4 ? "other" : "checkout" }.Ago(Minutes(100 - n)))
            .ToList();
        await host.StoreAsync(tenant, records);

        var answer = await host.ClientOf(tenant).JsonAsync($"/api/v1/logs/{records[5].Id}/context?before=2&after=3");

        Assert.Equal(["2", "3"], Bodies(answer, "before"));
        Assert.Equal("5", answer["record"]!["body"]!.GetValue<string>());
        Assert.Equal(["6", "7", "8"], Bodies(answer, "after"));
    }

    [Fact]
    public async Task Records_of_the_very_same_moment_are_neither_left_out_nor_shown_twice()
    {
        var tenant = host.NewTenant();
        var records = Enumerable.Range(0, 5).Select(n => new StoredLog { Body = $"{n}" }).ToList();
        await host.StoreAsync(tenant, records);

        var answer = await host.ClientOf(tenant).JsonAsync($"/api/v1/logs/{records[2].Id}/context");

        Assert.Equal(["0", "1"], Bodies(answer, "before"));
        Assert.Equal(["3", "4"], Bodies(answer, "after"));
    }

    [Fact]
    public async Task Records_may_be_of_the_same_host_or_pod_or_any()
    {
        var tenant = host.NewTenant();
        StoredLog Of(string body, string pod, int age) =>
            new StoredLog
            {
                Body = body,
                Service = body,
                Resource = [("k8s.pod.name", pod)],
            }.Ago(Minutes(age));
        var record = Of("it", "p1", 5);
        await host.StoreAsync(tenant, Of("far", "p1", 60 * 24 * 400), Of("else", "p2", 6), record, Of("near", "p1", 4));
        using var http = host.ClientOf(tenant);

        var pod = await http.JsonAsync($"/api/v1/logs/{record.Id}/context?same=k8s.pod.name");
        var any = await http.JsonAsync($"/api/v1/logs/{record.Id}/context?same=any&after=0");
        var service = await http.JsonAsync($"/api/v1/logs/{record.Id}/context?same=service");

        Assert.Equal(["far", "|", "near"], Around(pod));
        Assert.Equal(["far", "else", "|"], Around(any));
        Assert.Equal(["|"], Around(service));
    }

    [Fact]
    public async Task A_record_without_the_field_has_no_context_by_it()
    {
        var tenant = host.NewTenant();
        var record = new StoredLog();
        await host.StoreAsync(tenant, record);

        var (status, problem) = await host.ClientOf(tenant)
            .ProblemAsync($"/api/v1/logs/{record.Id}/context?same=host.name");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(["same"], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task A_record_of_another_tenant_is_not_there_and_is_in_no_context()
    {
        var (own, other) = (host.NewTenant(), host.NewTenant());
        var (mine, theirs) = (new StoredLog { Body = "mine" }, new StoredLog { Body = "theirs" });
        await host.StoreAsync(own, mine);
        await host.StoreAsync(other, theirs);
        using var http = host.ClientOf(own);

        var (status, problem) = await http.ProblemAsync($"/api/v1/logs/{theirs.Id}/context");
        var around = await http.JsonAsync($"/api/v1/logs/{mine.Id}/context?same=any");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("/problems/no-such-record", problem["type"]!.GetValue<string>());
        Assert.Equal(["|"], Around(around));
    }

    [Theory]
    [InlineData("before=201", "before")]
    [InlineData("after=x", "after")]
    [InlineData("same=colour", "same")]
    [InlineData("limit=1", "limit")]
    public async Task What_is_wrong_is_told_by_the_name_of_the_parameter(string query, string parameter)
    {
        var (status, problem) = await host.ClientOf(host.NewTenant()).ProblemAsync($"/api/v1/logs/1/context?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([parameter], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    private static string[] Around(JsonObject answer) => [.. Bodies(answer, "before"), "|", .. Bodies(answer, "after")];

    private static TimeSpan Minutes(int count) => TimeSpan.FromMinutes(count);

    private static string[] Bodies(JsonObject answer, string side) =>
        [.. answer[side]!.AsArray().Select(record => record!["body"]!.GetValue<string>())];
}
