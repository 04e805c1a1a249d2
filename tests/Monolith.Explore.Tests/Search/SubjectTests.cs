using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Explore.Contracts;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Search;

/// <summary>Somebody's records have tokens in the place of their id, and people look for the id.</summary>
public sealed class SubjectTests(ExploreHost host)
{
    [Theory]
    [InlineData("user_id=anna-4711")]
    [InlineData("query=user_id:anna-4711")]
    [InlineData("query=user:anna-4711")]
    [InlineData("query=user_id:(anna-4711%20OR%20nobody)%20*")]
    public async Task A_persons_records_are_found_by_their_id_whatever_stands_in_its_place(string search)
    {
        using var http = host.ClientOf(await StoreAsync());

        var page = await http.JsonAsync($"/api/v1/logs?order=asc&{search}");

        Assert.Equal(["plain", "old", "new"], page["records"]!.AsArray().Select(record => (string?)record!["body"]));
    }

    [Fact]
    public async Task Whoever_is_left_out_by_their_id_is_left_out_by_their_tokens()
    {
        using var http = host.ClientOf(await StoreAsync());

        var page = await http.JsonAsync("/api/v1/logs?query=-user_id:anna-4711");

        Assert.Equal(["other"], page["records"]!.AsArray().Select(record => (string?)record!["body"]));
    }

    [Theory]
    [InlineData("user_id:anna-4711 | stats count() as n")]
    [InlineData("* | where user_id:anna-4711 | stats count() as n")]
    public async Task A_question_counts_them_all(string query)
    {
        using var http = host.ClientOf(await StoreAsync());

        using var response = await http.PostAsJsonAsync("/api/v1/query", new { query });

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("[[3]]", answer["rows"]!.ToJsonString());
    }

    [Fact]
    public async Task The_question_is_explained_as_it_is_asked_and_as_it_was_written()
    {
        using var http = host.ClientOf(await StoreAsync());

        var plan = await http.AskAsync("user_id:anna-4711", path: "/api/v1/query/explain");

        Assert.Equal("user_id:anna-4711", plan["text"]!.GetValue<string>());
        Assert.Contains("user_k1_old", plan["parameters"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_learns_the_tokens_who_does_not_see_the_field()
    {
        var scope = new DataScope { HiddenFields = ["user"] };
        using var http = host.ClientOf(await StoreAsync(), scope);

        var plan = await http.AskAsync("user_id:anna-4711", path: "/api/v1/query/explain");

        Assert.DoesNotContain("user_k1_old", plan.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_about_somebody_counts_them_all()
    {
        var tenant = await StoreAsync();

        var measured = await host
            .Services.GetRequiredService<IMediator>()
            .Send(
                new MeasureLogs(
                    Reader.Whole(tenant),
                    new LogFilter { UserId = "anna-4711" },
                    new LogMeasure { Kind = MeasureKind.Count },
                    TimeSpan.FromHours(1),
                    ExploreHost.Now
                )
            );

        Assert.Equal(3, measured.Single().Value);
    }

    private async Task<TenantId> StoreAsync()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            new StoredLog { UserId = "anna-4711", Body = "plain" },
            new StoredLog { UserId = "user_k1_old", Body = "old" },
            new StoredLog { UserId = "user_k2_new", Body = "new" },
            new StoredLog { UserId = "user_k2_other", Body = "other" }
        );
        return tenant;
    }
}
