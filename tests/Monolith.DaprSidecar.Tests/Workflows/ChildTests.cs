using Monolith.DaprSidecar.Tests.Workflows.Support;
using Monolith.DaprSidecar.Workflows;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class ChildTests
{
    [Fact]
    public async Task W13_A_child_without_an_id_is_named_after_its_parent_and_action()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Schedule(0), Act.Child(1, name: "Shipment", input: "7"));

        var child = (await host.Worker.TurnAsync()).WorkflowRequest;

        var start = child.NewEvents[1].ExecutionStarted;
        Assert.Equal("order-1:0001", child.InstanceId);
        Assert.Equal(("Shipment", "7"), (start.Name, start.Input));
        Assert.Equal(1, start.ParentInstance.TaskScheduledId);
        Assert.Equal(
            ("Order", "order-1"),
            (start.ParentInstance.Name, start.ParentInstance.WorkflowInstance.InstanceId)
        );
    }

    [Fact]
    public async Task W13_The_result_of_a_child_reaches_its_parent()
    {
        await using var host = await WorkflowHost.StartAsync();

        var message = await EndOfChildAsync(host, Act.Complete(0, "\"sent\""));

        Assert.Equal(0, message.ChildWorkflowInstanceCompleted.TaskScheduledId);
        Assert.Equal("\"sent\"", message.ChildWorkflowInstanceCompleted.Result);
    }

    [Fact]
    public async Task W13_The_failure_of_a_child_reaches_its_parent()
    {
        await using var host = await WorkflowHost.StartAsync();

        var message = await EndOfChildAsync(host, Act.Fail(0, new TaskFailureDetails { ErrorType = "Lost" }));

        Assert.Equal("Lost", message.ChildWorkflowInstanceFailed.FailureDetails.ErrorType);
    }

    [Fact]
    public async Task W13_A_terminated_child_is_a_failed_one_to_its_parent()
    {
        await using var host = await WorkflowHost.StartAsync();

        var message = await EndOfChildAsync(host, Act.Terminated(0));

        Assert.Equal(0, message.ChildWorkflowInstanceFailed.TaskScheduledId);
        Assert.NotEmpty(message.ChildWorkflowInstanceFailed.FailureDetails.ErrorType);
    }

    [Fact]
    public async Task A_child_whose_id_belongs_to_another_active_instance_fails()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("taken");
        await host.Worker.AnswerTurnAsync();
        await host.StartAsync("order-1");

        await host.Worker.AnswerTurnAsync(Act.Child(0, "taken"));
        var request = (await host.Worker.TurnAsync()).WorkflowRequest;

        Assert.Equal(
            "WorkflowInstanceAlreadyExists",
            request.NewEvents[1].ChildWorkflowInstanceFailed.FailureDetails.ErrorType
        );
    }

    [Fact]
    public async Task An_older_sidecar_repeats_a_turn_whose_child_has_an_active_id()
    {
        await using var host = await WorkflowHost.StartAsync(SidecarVersion.V118);
        await host.StartAsync("taken");
        await host.Worker.AnswerTurnAsync();
        await host.StartAsync("order-1");

        await host.Worker.AnswerTurnAsync(Act.Child(0, "taken"));
        await host.IsRefusedAsync("order-1");

        Assert.Empty((await host.Worker.TurnAsync()).WorkflowRequest.PastEvents);
    }

    [Fact]
    public async Task A_detached_workflow_starts_without_a_parent()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");

        await host.Worker.AnswerTurnAsync(Detached("invoice-1"));
        var request = (await host.Worker.TurnAsync()).WorkflowRequest;

        Assert.Equal("invoice-1", request.InstanceId);
        Assert.Null(request.NewEvents[1].ExecutionStarted.ParentInstance);
        var history = await host.HistoryAsync("order-1");
        Assert.Equal("invoice-1", history[^1].DetachedWorkflowInstanceCreated.InstanceId);
    }

    [Theory]
    [InlineData(SidecarVersion.V118, "invoice-1")]
    [InlineData(SidecarVersion.V119, "")]
    public async Task A_detached_workflow_needs_a_sidecar_that_knows_it_and_an_id(SidecarVersion version, string id)
    {
        await using var host = await WorkflowHost.StartAsync(version);
        await host.StartAsync("order-1");

        await host.Worker.AnswerTurnAsync(Detached(id));

        await host.IsRefusedAsync("order-1");
    }

    private static WorkflowAction Detached(string id) =>
        new()
        {
            Id = 0,
            CreateDetachedWorkflow = new CreateDetachedWorkflowAction { InstanceId = id, Name = "Invoice" },
        };

    private static async Task<HistoryEvent> EndOfChildAsync(WorkflowHost host, WorkflowAction end)
    {
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Child(0, "shipment-1"));
        await host.Worker.AnswerTurnAsync(end);
        return (await host.Worker.TurnAsync()).WorkflowRequest.NewEvents[1];
    }
}
