using System.Net;
using System.Text;
using Monolith.Platform.Security;
using Monolith.Processing.Tests.Pipelines;

namespace Monolith.Processing.Tests.Routing;

/// <summary>A tenant's plan says where its records may go.</summary>
public sealed class PlannedDestinationTests
{
    private static readonly TenantPlan Elsewhere = new() { Destinations = ["*.example.com"] };

    [Theory]
    [InlineData("""{"webhook":{"url":"https://logs.example.com/in"}}""", HttpStatusCode.Created)]
    [InlineData("""{"webhook":{"url":"https://LOGS.Example.COM/in"}}""", HttpStatusCode.Created)]
    [InlineData("""{"webhook":{"url":"https://example.com.evil.net/in"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"webhook":{"url":"https://evil.net/logs.example.com"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"webhook":{"url":"https://evil.net#.example.com"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"syslog":{"host":"siem.example.com"}}""", HttpStatusCode.Created)]
    [InlineData("""{"syslog":{"host":"127.0.0.1"}}""", HttpStatusCode.BadRequest)]
    [InlineData(
        """{"s3":{"endpoint":"https://s3.example.com","bucket":"logs","access_key":"a","secret":"key"}}""",
        HttpStatusCode.Created
    )]
    [InlineData("""{"dapr_topic":{"component":"pubsub","topic":"logs"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"sentry":{"dsn":"dsn"}}""", HttpStatusCode.BadRequest)]
    public async Task A_destination_is_added_where_the_plan_lets_records_go(string kind, HttpStatusCode status)
    {
        await using var world = await RoutingWorld.StartAsync(
            settings: ("Secrets:dsn", "https://abc@sentry.evil.net/1")
        );
        world.Plans.Plan = Elsewhere;

        var answer = await AddAsync(world.Http, $$"""{"id":"there","paused":true,{{kind[1..]}}""");

        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.BadRequest)
        {
            Assert.Contains(
                "The tenant's plan does not let records go to",
                await answer.Content.ReadAsStringAsync(),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task A_pipeline_with_a_destination_that_the_plan_does_not_allow_is_not_published()
    {
        await using var world = await PipelineWorld.StartAsync();
        await AddAsync(world.Http, """{"id":"away","paused":true,"webhook":{"url":"https://logs.example.net"}}""");
        await world.PutAsync("out", "stages: [{forward: {to: [away]}}]");

        world.Plans.Plan = Elsewhere;
        var refused = await world.PostAsync("out/publish");
        var check = await world.PostAsync("check", PipelineWorld.Yaml("name: out\nstages: [{forward: {to: [away]}}]"));
        world.Plans.Plan = new TenantPlan { Destinations = ["logs.example.net"] };
        var published = await world.PostAsync("out/publish");

        const string Why = "The tenant's plan does not let records go to 'logs.example.net', where 'away' is.";
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains(Why, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(Why, await check.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, published.StatusCode);
    }

    [Fact]
    public async Task A_plan_that_changes_keeps_records_here_that_were_to_leave_and_those_that_wait_wait_on()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = _ => (503, "later", null);
        await using var world = await RoutingWorld.StartAsync();
        await AddAsync(world.Http, $$$$"""{"id":"hook","webhook":{"url":"{{{{receiver.Url}}}}"}}""");
        var left = await world.ForwardAsync("""{"to":["hook"],"only":true}""", RoutingWorld.Record("before"));
        await Eventually.HoldsAsync(() => !receiver.Requests.IsEmpty, "it is sent, and refused for now");

        world.Plans.Plan = Elsewhere;
        var stayed = await world.ForwardAsync("""{"to":["hook"],"only":true}""", RoutingWorld.Record("after"));
        await Eventually.HoldsAsync(
            async () =>
                (await world.StatusAsync("hook")).GetProperty("last_error").GetString()
                == "the tenant's plan does not let records go to '127.0.0.1'",
            "it is told"
        );
        var sent = receiver.Requests.Count;
        var tested = await world.Http.PostAsync("/api/v1/destinations/hook/test", null);

        Assert.Equal((0, 1), (left, stayed));
        Assert.Equal(1, (await world.StatusAsync("hook")).GetProperty("queued").GetInt64());
        Assert.Contains(
            "the tenant's plan does not let",
            await tested.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        Assert.Equal(sent, receiver.Requests.Count);

        receiver.Answer = _ => (200, "{}", null);
        world.Plans.Plan = TenantPlan.AsConfigured;
        await world.SentAsync("hook", 1);
    }

    private static async Task<HttpResponseMessage> AddAsync(HttpClient http, string json) =>
        await http.PostAsync("/api/v1/destinations", new StringContent(json, Encoding.UTF8, "application/json"));
}
