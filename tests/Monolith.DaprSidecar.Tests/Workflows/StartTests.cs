using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Monolith.DaprSidecar.Tests.Workflows.Support;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class StartTests
{
    [Fact]
    public async Task H1_A_start_is_accepted_with_the_id_that_was_asked_for()
    {
        await using var host = await WorkflowHost.StartAsync();

        using var response = await host.PostAsync("Order/start?instanceID=order_1-A", "1");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("""{"instanceID":"order_1-A"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task H1_A_start_without_an_id_gets_a_random_one()
    {
        await using var host = await WorkflowHost.StartAsync();

        using var response = await host.PostAsync("Order/start");

        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(Guid.TryParse(answer.GetProperty("instanceID").GetString(), out _));
    }

    [Theory]
    [InlineData("order:1", "ERR_INSTANCE_ID_INVALID")]
    [InlineData("order.1", "ERR_INSTANCE_ID_INVALID")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", "ERR_INSTANCE_ID_TOO_LONG")]
    public async Task H1_An_id_that_is_too_long_or_has_other_characters_is_refused(string id, string errorCode)
    {
        await using var host = await WorkflowHost.StartAsync();

        using var response = await host.PostAsync($"Order/start?instanceID={id}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(errorCode, await response.ErrorCodeAsync());
        Assert.Empty(host.Engine.InstanceIds);
    }

    [Fact]
    public async Task H3_An_active_id_cannot_be_started_again()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");

        using var response = await host.PostAsync("Order/start?instanceID=order-1");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("ERR_START_WORKFLOW", await response.ErrorCodeAsync());
    }

    [Fact]
    public async Task H3_A_finished_id_is_replaced_by_a_new_instance()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1", input: "1");
        await host.Worker.AnswerTurnAsync(Act.Complete(0));
        await host.HasStatusAsync("order-1", "COMPLETED");

        await host.StartAsync("order-1", input: "2");

        var request = await host.Worker.AnswerTurnAsync();
        Assert.Empty(request.PastEvents);
        Assert.Equal("2", request.NewEvents[1].ExecutionStarted.Input);
        await host.HasStatusAsync("order-1", "RUNNING");
    }

    [Fact]
    public async Task H3_A_finished_id_is_not_replaced_while_an_activity_of_it_runs()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Schedule(0), Act.Complete(1));
        await host.HasStatusAsync("order-1", "COMPLETED");

        using var refused = await host.PostAsync("Order/start?instanceID=order-1");
        await host.Worker.AnswerActivityAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
        await Eventually.HoldsAsync(
            async () => (await host.PostAsync("Order/start?instanceID=order-1")).IsSuccessStatusCode,
            "the id is free"
        );
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused()
    {
        await using var host = await WorkflowHost.StartAsync(maxBodyBytes: 1024);

        using var response = await host.PostAsync("Order/start?instanceID=order-1", new string('x', 1025));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("ERR_BODY_READ", await response.ErrorCodeAsync());
    }

    [Fact]
    public async Task A_call_waits_until_a_worker_is_connected()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.DisconnectAsync();

        var start = host.StartAsync("order-1");
        Assert.False(start.IsCompleted);
        await host.ConnectAsync();

        await start;
        Assert.Equal("order-1", (await host.Worker.TurnAsync()).WorkflowRequest.InstanceId);
    }

    [Theory]
    [InlineData("", HttpStatusCode.Accepted)]
    [InlineData("monolith", HttpStatusCode.Accepted)]
    [InlineData("other", HttpStatusCode.BadRequest)]
    public async Task A_call_may_name_this_app_and_no_other(string appId, HttpStatusCode status)
    {
        await using var host = await WorkflowHost.StartAsync();

        using var response = await host.PostAsync($"Order/start?appID={appId}");

        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData("v1.0-beta1")]
    [InlineData("v1.0-alpha1")]
    public async Task The_older_versions_of_the_routes_are_the_same(string version)
    {
        await using var host = await WorkflowHost.StartAsync();

        using var response = await host.Http.PostAsync(
            $"/{version}/workflows/any/Order/start?instanceID=order-1",
            content: null
        );

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("", (await host.Worker.TurnAsync()).WorkflowRequest.NewEvents[1].ExecutionStarted.Input);
    }
}
