using Monolith.DaprSidecar.Tests.Workflows.Support;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class StreamTests
{
    [Fact]
    public async Task G5_Instances_outlive_a_restart_of_the_sidecar()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Schedule(0));
        await host.Worker.ActivityAsync();

        await host.Sidecar.RestartAsync();
        await host.Worker.Ended;
        await host.ConnectAsync();
        await host.Worker.AnswerActivityAsync();
        await host.Worker.AnswerTurnAsync(Act.Complete(1));

        await host.HasStatusAsync("order-1", "COMPLETED");
    }

    [Fact]
    public async Task G6_A_turn_whose_stream_broke_is_sent_again_with_another_token_and_counts_once()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        var first = await host.Worker.TurnAsync();
        var before = host.Worker;

        host.Engine.AbortStreams();
        Assert.Equal(-1, await before.Ended);
        await host.ConnectAsync();
        var second = await host.Worker.TurnAsync();
        await host.Worker.CompleteAsync(first, Act.Complete(0, "late"));
        Assert.NotEqual("COMPLETED", host.Engine.StatusOf("order-1"));
        await host.Worker.CompleteAsync(second, Act.Complete(0, "in time"));

        await host.HasStatusAsync("order-1", "COMPLETED");
        Assert.NotEqual(first.CompletionToken, second.CompletionToken);
        Assert.Equal("in time", (await host.HistoryAsync("order-1"))[^1].ExecutionCompleted.Result);
    }

    [Fact]
    public async Task G6_A_stream_that_is_cut_as_the_completion_arrives_repeats_the_turn()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        host.Engine.Faults.CutsBeforeCompletion.Add();

        await Assert.ThrowsAsync<GrpcFailure>(() => host.Worker.AnswerTurnAsync(Act.Complete(0)));
        await host.Worker.Ended;
        await host.ConnectAsync();
        await host.Worker.AnswerTurnAsync(Act.Complete(0));

        await host.HasStatusAsync("order-1", "COMPLETED");
    }

    [Fact]
    public async Task G6_A_stream_that_is_cut_after_the_completion_leaves_the_turn_committed()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        host.Engine.Faults.CutsAfterCompletion.Add();

        await host.Worker.AnswerTurnAsync(Act.Complete(0));
        await host.Worker.Ended;

        await host.HasStatusAsync("order-1", "COMPLETED");
    }

    [Fact]
    public async Task W25_An_activity_whose_worker_died_runs_again()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Schedule(0));
        var first = await host.Worker.ActivityAsync();

        await host.DisconnectAsync();
        await host.ConnectAsync();
        var second = await host.Worker.AnswerActivityAsync("true");

        Assert.Equal(first.ActivityRequest, second);
        Assert.Equal("task-0", second.TaskExecutionId);
        Assert.NotNull((await host.Worker.TurnAsync()).WorkflowRequest.NewEvents[1].TaskCompleted);
    }

    [Fact]
    public async Task W29_Two_workers_share_the_load_and_any_turn_may_go_to_either()
    {
        await using var host = await WorkflowHost.StartAsync();
        await using var other = await ScriptedWorker.ConnectAsync(host.Grpc);
        await Eventually.HoldsAsync(() => host.Engine.ConnectedWorkers == 2, "both are connected");

        for (var i = 0; i < 10; i++)
        {
            await host.StartAsync($"order-{i}");
            await Eventually.HoldsAsync(
                () => host.Worker.TurnsReceived + other.TurnsReceived == i + 1,
                "the turn has come"
            );
        }

        Assert.Equal((5, 5), (host.Worker.TurnsReceived, other.TurnsReceived));
    }

    [Fact]
    public async Task A_completion_that_nobody_waits_for_is_an_error()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        var item = await host.Worker.TurnAsync();
        await host.Worker.CompleteAsync(item, Act.Complete(0));

        var refusal = await Assert.ThrowsAsync<GrpcFailure>(() => host.Worker.CompleteAsync(item, Act.Complete(0)));

        Assert.Equal(2, refusal.Status);
    }

    [Fact]
    public async Task An_instance_has_at_most_one_turn_at_a_time()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        var first = await host.Worker.TurnAsync();

        await host.RaiseAsync("order-1", "Paid");
        await host.StartAsync("order-2");

        Assert.Equal("order-2", (await host.Worker.TurnAsync()).WorkflowRequest.InstanceId);
        Assert.False(host.Worker.HasTurn);
        await host.Worker.CompleteAsync(first);
        Assert.Equal("order-1", (await host.Worker.TurnAsync()).WorkflowRequest.InstanceId);
    }

    [Fact]
    public async Task Streams_that_are_closed_in_good_order_end_with_status_0()
    {
        await using var host = await WorkflowHost.StartAsync();

        host.Engine.CloseStreams();

        Assert.Equal(0, await host.Worker.Ended);
    }

    [Fact]
    public async Task A_worker_may_get_an_item_twice_or_one_of_an_unknown_kind()
    {
        await using var host = await WorkflowHost.StartAsync();
        host.Engine.Faults.DuplicatedWorkItems.Add();
        host.Engine.Faults.UnknownWorkItems.Add();
        host.Engine.Faults.UnknownHistoryEvents.Add();

        await host.StartAsync("order-1");
        var first = await host.Worker.TurnAsync();
        var again = await host.Worker.TurnAsync();

        Assert.Equal(first, again);
        Assert.Equal(WorkItem.RequestOneofCase.None, (await host.Worker.UnknownAsync()).RequestCase);
        Assert.Equal(HistoryEvent.EventTypeOneofCase.None, first.WorkflowRequest.NewEvents[1].EventTypeCase);
    }
}
