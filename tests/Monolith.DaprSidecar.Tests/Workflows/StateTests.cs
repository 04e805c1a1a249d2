using System.Net;
using Monolith.DaprSidecar.Tests.Workflows.Support;
using Monolith.DaprSidecar.Workflows;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class StateTests
{
    [Fact]
    public async Task H2_Input_output_and_custom_status_are_shown_as_raw_text()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1", "Order", """{"a":1}""");
        await host.Worker.CompleteAsync(
            await host.Worker.TurnAsync(),
            response =>
            {
                response.CustomStatus = "\"half way\"";
                response.Actions.Add(Act.Complete(0, """{"ok":true}"""));
            }
        );
        await host.HasStatusAsync("order-1", "COMPLETED");

        var state = await host.StateAsync("order-1");

        Assert.Equal("order-1", state.GetProperty("instanceID").GetString());
        Assert.Equal("Order", state.GetProperty("workflowName").GetString());
        Assert.Equal("COMPLETED", state.GetProperty("runtimeStatus").GetString());
        Assert.Equal("2026-03-04T05:06:07Z", state.GetProperty("createdAt").GetString());
        var properties = state.GetProperty("properties");
        Assert.Equal("""{"a":1}""", properties.GetProperty("dapr.workflow.input").GetString());
        Assert.Equal("""{"ok":true}""", properties.GetProperty("dapr.workflow.output").GetString());
        Assert.Equal("\"half way\"", properties.GetProperty("dapr.workflow.custom_status").GetString());
    }

    [Fact]
    public async Task H2_What_is_unset_is_absent()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");

        var state = await host.StateAsync("order-1");

        Assert.Equal("PENDING", state.GetProperty("runtimeStatus").GetString());
        Assert.Equal(
            ["dapr.workflow.input"],
            state.GetProperty("properties").EnumerateObject().Select(property => property.Name)
        );
    }

    [Fact]
    public async Task H2_An_unknown_id_is_not_found()
    {
        await using var host = await WorkflowHost.StartAsync();

        using var response = await host.Http.GetAsync("/v1.0/workflows/dapr/nobody");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("ERR_INSTANCE_ID_NOT_FOUND", await response.ErrorCodeAsync());
    }

    [Theory]
    [InlineData("raiseEvent/Paid", HttpStatusCode.InternalServerError, "ERR_RAISE_EVENT_WORKFLOW")]
    [InlineData("pause", HttpStatusCode.InternalServerError, "ERR_PAUSE_WORKFLOW")]
    [InlineData("resume", HttpStatusCode.InternalServerError, "ERR_RESUME_WORKFLOW")]
    [InlineData("terminate", HttpStatusCode.NotFound, "ERR_INSTANCE_ID_NOT_FOUND")]
    [InlineData("purge", HttpStatusCode.NotFound, "ERR_INSTANCE_ID_NOT_FOUND")]
    public async Task H4_Calls_on_an_unknown_id_fail_each_in_its_way(
        string call,
        HttpStatusCode status,
        string errorCode
    )
    {
        await using var host = await WorkflowHost.StartAsync();

        using var response = await host.PostAsync($"nobody/{call}");

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(errorCode, await response.ErrorCodeAsync());
    }

    [Fact]
    public async Task H8_A_stalled_instance_is_shown_as_unknown_and_takes_no_events()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(
            new WorkflowAction { WorkflowVersionNotAvailable = new WorkflowVersionNotAvailableAction() }
        );
        await host.HasStatusAsync("order-1", "UNKNOWN");

        using var refused = await host.PostAsync("order-1/raiseEvent/Paid");
        using var terminated = await host.PostAsync("order-1/terminate");

        Assert.Equal("UNKNOWN", (await host.StateAsync("order-1")).GetProperty("runtimeStatus").GetString());
        Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, terminated.StatusCode);
        Assert.False(host.Worker.HasTurn);
    }

    [Fact]
    public async Task W18_The_custom_status_is_replaced_by_each_turn_and_cleared_when_it_says_nothing()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");

        var first = await host.Worker.TurnAsync();
        await host.Worker.CompleteAsync(first, response => response.CustomStatus = "1");
        await host.RaiseAsync("order-1", "Paid");
        var second = await host.Worker.TurnAsync();
        var before = (await host.StateAsync("order-1")).GetProperty("properties");
        await host.Worker.CompleteAsync(second);
        await Eventually.HoldsAsync(() => host.Engine.IsIdle, "the turn is over");
        var after = (await host.StateAsync("order-1")).GetProperty("properties");

        Assert.Equal("1", before.GetProperty("dapr.workflow.custom_status").GetString());
        Assert.False(after.TryGetProperty("dapr.workflow.custom_status", out _));
    }

    [Theory]
    [InlineData(SidecarVersion.V118, "no stock")]
    [InlineData(SidecarVersion.V119, null)]
    public async Task W19_The_failure_of_a_workflow_is_shown_with_its_details(SidecarVersion version, string? output)
    {
        await using var host = await WorkflowHost.StartAsync(version);
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(
            Act.Fail(
                0,
                new TaskFailureDetails
                {
                    ErrorType = "OutOfStock",
                    ErrorMessage = "no stock",
                    StackTrace = "at Order",
                }
            )
        );
        await host.HasStatusAsync("order-1", "FAILED");

        var properties = (await host.StateAsync("order-1")).GetProperty("properties");

        Assert.Equal("OutOfStock", properties.GetProperty("dapr.workflow.failure.error_type").GetString());
        Assert.Equal("no stock", properties.GetProperty("dapr.workflow.failure.error_message").GetString());
        Assert.Equal("at Order", properties.GetProperty("dapr.workflow.failure.stack_trace").GetString());
        Assert.Equal(
            output,
            properties.TryGetProperty("dapr.workflow.output", out var shown) ? shown.GetString() : null
        );
    }
}
