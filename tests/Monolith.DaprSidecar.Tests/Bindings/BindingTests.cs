using System.Net;
using Monolith.DaprSidecar.Tests.Support;

namespace Monolith.DaprSidecar.Tests.Bindings;

public sealed class BindingTests
{
    [Theory]
    [InlineData("\"text\"", "\"text\"")]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    public async Task T8_The_HTTP_target_gets_data_as_JSON_text_so_that_a_string_keeps_its_quotes(
        string data,
        string expected
    )
    {
        await using var target = (await FakeApp.StartAsync()).Answers("/hook", 200, "thanks");
        await using var stage = await Stage.StartAsync(options: WithTarget(target));

        var answer = await stage.PostAsync(
            "/v1.0/bindings/hook",
            $$"""{"operation":"post","data":{{data}},"metadata":{"path":"/hook","X-Tenant":"t"} }"""
        );

        var request = Assert.Single(target.At("/hook"));
        Assert.Equal((expected, "t"), (request.Body, request.Headers["X-Tenant"].ToString()));
        Assert.Equal("thanks", await answer.Content.ReadAsStringAsync());
        Assert.Equal("200", answer.Headers.GetValues("metadata.statusCode").Single());
    }

    [Fact]
    public async Task A_target_that_fails_is_500_unless_the_caller_wants_its_answer()
    {
        await using var target = (await FakeApp.StartAsync()).Answers("/hook", 503, "busy");
        await using var stage = await Stage.StartAsync(options: WithTarget(target));

        var failed = await stage.PostAsync(
            "/v1.0/bindings/hook",
            """{"operation":"get","metadata":{"path":"/hook"}}"""
        );
        var wanted = await stage.PostAsync(
            "/v1.0/bindings/hook",
            """{"operation":"get","metadata":{"path":"/hook","errorIfNot2XX":"false"}}"""
        );

        Assert.Equal((HttpStatusCode.InternalServerError, "ERR_INVOKE_OUTPUT_BINDING"), await failed.ErrorAsync());
        Assert.Equal("503", failed.Headers.GetValues("metadata.statusCode").Single());
        Assert.Equal("busy", await wanted.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_binding_without_its_outside_remembers_what_it_was_asked()
    {
        const string Mail = """
            kind: Component
            metadata: { name: mail }
            spec: { type: bindings.smtp }
            """;
        await using var stage = await Stage.StartAsync(options: new SidecarOptions { Resources = Mail });

        var answer = await stage.PostAsync(
            "/v1.0/bindings/mail",
            """{"operation":"create","data":"hi","metadata":{"emailTo":"a@b"}}"""
        );

        var call = Assert.Single(stage.Broker.BindingCalls("mail"));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(("create", "a@b"), (call.Operation, call.Metadata["emailTo"]));
    }

    [Fact]
    public async Task T9_A_cron_binding_calls_an_app_that_has_the_route()
    {
        var clock = new VirtualTime();
        await using var stage = await Stage.StartAsync(app => app.Answers("/tick", 200), WithCron(clock));

        clock.Advance(TimeSpan.FromSeconds(30));
        var first = (await stage.ReceivedAsync("/tick", 2))[1];
        await Eventually.HoldsAsync(() => clock.Waiting > 0, "the next tick is waited for");
        clock.Advance(TimeSpan.FromSeconds(30));
        await stage.ReceivedAsync("/tick", 3);

        Assert.Equal(["OPTIONS", "POST", "POST"], stage.App.At("/tick").Select(request => request.Method));
        Assert.Equal(("", "UTC"), (first.Body, first.Headers["timeZone"].ToString()));
        Assert.StartsWith("2026-03-04T05:06:37", first.Headers["readTimeUTC"].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task T9_A_cron_binding_leaves_an_app_alone_that_answers_404()
    {
        var clock = new VirtualTime();
        await using var stage = await Stage.StartAsync(options: WithCron(clock));

        clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("OPTIONS", Assert.Single(stage.App.At("/tick")).Method);
        Assert.Equal(0, clock.Waiting);
    }

    private static SidecarOptions WithTarget(FakeApp target) =>
        new()
        {
            Resources = $$"""
                kind: Component
                metadata: { name: hook }
                spec: { type: bindings.http, metadata: [ { name: url, value: "http://127.0.0.1:{{target.Port}}" } ] }
                """,
        };

    private static SidecarOptions WithCron(TimeProvider clock) =>
        new()
        {
            Clock = clock,
            Resources = """
                kind: Component
                metadata: { name: tick }
                spec: { type: bindings.cron, metadata: [ { name: schedule, value: "@every 30s" } ] }
                """,
        };
}
