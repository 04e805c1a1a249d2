using System.Net;
using System.Text;
using Monolith.DaprSidecar.Tests.Support;

namespace Monolith.DaprSidecar.Tests.Invocation;

public sealed class InvokeTests
{
    private const string QuickRetries = """
        kind: Resiliency
        spec: { policies: { retries: { DaprBuiltInServiceRetries: { policy: constant, duration: 1ms, maxRetries: 3 } } } }
        """;

    [Fact]
    public async Task An_app_is_invoked_by_its_id_and_its_answer_comes_back_as_it_is()
    {
        var broker = new Broker();
        await using var caller = await Stage.StartAsync(
            options: new SidecarOptions { AppId = "caller", Broker = broker }
        );
        await using var callee = await Stage.StartAsync(
            app => app.Answers("/orders/a b", 418, "teapot"),
            new SidecarOptions
            {
                AppId = "callee",
                Broker = broker,
                AppApiToken = "secret",
            }
        );

        var answer = await caller.Http.PutAsync(
            "/v1.0/invoke/callee.default/method/orders/a%20b?x=1",
            new StringContent("body")
        );

        var request = Assert.Single(callee.App.At("/orders/a b"));
        Assert.Equal((418, "teapot"), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(("PUT", "body"), (request.Method, request.Body));
        Assert.Equal("caller", request.Headers["dapr-caller-app-id"]);
        Assert.Equal("callee", request.Headers["dapr-callee-app-id"]);
        Assert.Equal("secret", request.Headers["dapr-api-token"]);
    }

    [Theory]
    [InlineData("dapr-app-id", "monolith")]
    [InlineData("Authorization", "Basic ZGFwci1hcHAtaWQ6bW9ub2xpdGg=")]
    public async Task The_id_may_stand_in_a_header_of_any_other_path(string header, string value)
    {
        await using var stage = await Stage.StartAsync(app => app.Answers("/hello", 200, "hi"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/hello");
        request.Headers.TryAddWithoutValidation(header, value);

        var answer = await stage.Http.SendAsync(request);

        Assert.Equal("hi", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_app_that_nobody_knows_is_500()
    {
        await using var stage = await Stage.StartAsync();

        var refused = await stage.Http.GetAsync("/v1.0/invoke/nobody/method/x");

        Assert.Equal((HttpStatusCode.InternalServerError, "ERR_DIRECT_INVOKE"), await refused.ErrorAsync());
    }

    [Fact]
    public async Task A_closed_app_is_500_after_the_retries()
    {
        await using var stage = await Stage.StartAsync(options: new SidecarOptions { Resources = QuickRetries });
        await stage.App.DisposeAsync();

        var refused = await stage.PostAsync("/v1.0/invoke/monolith/method/x", Encoding.UTF8.GetString("body"u8));

        Assert.Equal((HttpStatusCode.InternalServerError, "ERR_DIRECT_INVOKE"), await refused.ErrorAsync());
    }
}
