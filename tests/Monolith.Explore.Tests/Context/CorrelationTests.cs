using System.Net;
using System.Text.Json.Nodes;
using Monolith.Platform.Language;

namespace Monolith.Explore.Tests.Context;

public sealed class CorrelationTests(ExploreHost host)
{
    [Fact]
    public async Task Records_of_all_services_come_in_the_order_of_time()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Of("second", "auth", 30),
            Of("third", "checkout", 20),
            Of("first", "gateway", 60 * 24 * 40),
            Of("stranger", "auth", 25) with
            {
                CorrelationId = "c-2",
            }
        );

        var answer = await host.ClientOf(tenant).JsonAsync("/api/v1/correlations/c-1");

        Assert.Equal(["first", "second", "third"], Answers.BodiesOf(answer));
        Assert.Equal(
            ["gateway", "auth", "checkout"],
            answer["services"]!.AsArray().Select(service => service!.GetValue<string>())
        );
        Assert.Null(answer["next_cursor"]);
    }

    [Fact]
    public async Task The_time_that_is_told_holds_all_records_however_few_a_page_has()
    {
        var tenant = host.NewTenant();
        var first = Of("first", "gateway", 60 * 24 * 40);
        await host.StoreAsync(tenant, first, Of("second", "auth", 30), Of("third", "gateway", 20));
        using var http = host.ClientOf(tenant);

        var page = await http.JsonAsync("/api/v1/correlations/c-1?limit=1");
        var found = await http.BodiesAsync($"correlation_id=c-1&from={page["from"]}&to={page["to"]}&order=asc");

        Assert.Equal(["first"], Answers.BodiesOf(page));
        Assert.Equal(["first", "second", "third"], found);
        Assert.Equal(UnixNano.ToText(first.TimeUnixNano), $"{page["from"]}");
    }

    [Fact]
    public async Task Many_records_come_page_by_page()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, Enumerable.Range(0, 25).Select(n => Of($"{n}", "auth", 100 - n)));
        using var http = host.ClientOf(tenant);

        var bodies = new List<string>();
        for (string? cursor = ""; cursor is not null; )
        {
            var next = cursor.Length == 0 ? "" : $"&cursor={cursor}";
            var page = await http.JsonAsync($"/api/v1/correlations/c-1?limit=10{next}");
            bodies.AddRange(Answers.BodiesOf(page));
            cursor = page["next_cursor"]?.GetValue<string>();
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(n => $"{n}"), bodies);
    }

    [Fact]
    public async Task Another_tenants_records_are_not_shown_and_an_id_that_nobody_wrote_has_none()
    {
        await host.StoreAsync(host.NewTenant(), Of("secret", "secret", 5));

        var answer = await host.ClientOf(host.NewTenant()).JsonAsync("/api/v1/correlations/c-1");

        Assert.Equal(
            """{"records":[],"services":[],"from":null,"to":null,"next_cursor":null}""",
            answer.ToJsonString()
        );
    }

    [Theory]
    [InlineData("limit=1001", "limit")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("order=asc", "order")]
    public async Task What_is_wrong_is_told_by_the_name_of_the_parameter(string query, string parameter)
    {
        var (status, problem) = await host.ClientOf(host.NewTenant()).ProblemAsync($"/api/v1/correlations/c?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([parameter], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    private static StoredLog Of(string body, string service, int minutesAgo) =>
        new StoredLog
        {
            Body = body,
            Service = service,
            CorrelationId = "c-1",
        }.Ago(TimeSpan.FromMinutes(minutesAgo));
}
