using Monolith.DaprSidecar.Tests.Workflows.Support;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class TerminateTests
{
    [Fact]
    public async Task H7_Terminate_ends_an_instance_with_the_next_turn_whatever_the_worker_says()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync();

        (await host.PostAsync("order-1/terminate")).EnsureSuccessStatusCode();
        var request = await host.Worker.AnswerTurnAsync();

        Assert.True(request.NewEvents[1].ExecutionTerminated.Recurse);
        await host.HasStatusAsync("order-1", "TERMINATED");
    }

    [Fact]
    public async Task H7_Children_end_with_their_parent()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Child(0, "shipment-1"));
        await host.Worker.AnswerTurnAsync();

        (await host.PostAsync("order-1/terminate")).EnsureSuccessStatusCode();
        await host.Worker.AnswerTurnAsync(Act.Terminated(1));
        await host.Worker.AnswerTurnAsync(Act.Terminated(0));

        await host.HasStatusAsync("order-1", "TERMINATED");
        await host.HasStatusAsync("shipment-1", "TERMINATED");
    }

    [Fact]
    public async Task H7_A_finished_instance_still_passes_terminate_on_to_its_children()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Child(0, "shipment-1"), Act.Complete(1));
        await host.Worker.AnswerTurnAsync();
        await host.HasStatusAsync("order-1", "COMPLETED");

        (await host.PostAsync("order-1/terminate")).EnsureSuccessStatusCode();
        await host.Worker.AnswerTurnAsync(Act.Terminated(0));

        await host.HasStatusAsync("shipment-1", "TERMINATED");
        Assert.Equal("COMPLETED", host.Engine.StatusOf("order-1"));
    }

    [Fact]
    public async Task A_terminate_that_is_not_recursive_leaves_the_children()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Child(0, "shipment-1"));
        await host.Worker.AnswerTurnAsync();

        var terminate = host.Grpc.CallAsync("TerminateInstance", new TerminateRequest { InstanceId = "order-1" });
        await host.Worker.AnswerTurnAsync(Act.Terminated(1));
        await terminate;

        Assert.Equal("TERMINATED", host.Engine.StatusOf("order-1"));
        Assert.Equal("RUNNING", host.Engine.StatusOf("shipment-1"));
    }

    [Fact]
    public async Task H7_The_result_of_an_activity_that_ran_on_is_ignored()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Schedule(0));
        (await host.PostAsync("order-1/terminate")).EnsureSuccessStatusCode();
        await host.Worker.AnswerTurnAsync(Act.Terminated(1));
        await host.HasStatusAsync("order-1", "TERMINATED");

        await host.Worker.AnswerActivityAsync("true");
        await Eventually.HoldsAsync(() => host.Engine.IsIdle, "the result has been dropped");

        Assert.False(host.Worker.HasTurn);
        Assert.DoesNotContain(await host.HistoryAsync("order-1"), e => e.TaskCompleted is not null);
    }

    [Fact]
    public async Task W16_Terminate_wins_over_a_continue_as_new_of_the_same_turn()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync();
        (await host.PostAsync("order-1/terminate")).EnsureSuccessStatusCode();

        await host.Worker.AnswerTurnAsync(Act.ContinueAsNew(0, "2"));

        await host.HasStatusAsync("order-1", "TERMINATED");
        Assert.False(host.Worker.HasTurn);
    }
}
