using Monolith.DaprSidecar.Tests.Workflows.Support;
using Monolith.DaprSidecar.Workflows;
using Monolith.DaprSidecar.Workflows.Protocol;
using Event = Monolith.DaprSidecar.Workflows.Protocol.HistoryEvent.EventTypeOneofCase;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class TurnTests
{
    [Fact]
    public async Task W1_The_first_turn_has_no_past_and_begins_with_the_start()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1", "Order", "42");

        var request = (await host.Worker.TurnAsync()).WorkflowRequest;

        Assert.Equal("order-1", request.InstanceId);
        Assert.Empty(request.PastEvents);
        Assert.Equal([Event.WorkflowStarted, Event.ExecutionStarted], request.NewEvents.Select(e => e.EventTypeCase));
        Assert.All(request.NewEvents, e => Assert.Equal(-1, e.EventId));
        var start = request.NewEvents[1].ExecutionStarted;
        Assert.Equal(("Order", "42"), (start.Name, start.Input));
        Assert.Equal(start.WorkflowInstance.ExecutionId, request.ExecutionId);
    }

    [Fact]
    public async Task W2_The_ids_of_actions_are_the_ids_of_their_events_in_history()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");

        await host.Worker.AnswerTurnAsync(
            Act.Schedule(0),
            Act.Timer(1, WorkflowHost.Start.AddHours(1)),
            Act.Child(2, "shipment-1")
        );
        await host.Worker.AnswerTurnAsync();
        await host.Worker.AnswerActivityAsync("true");
        await host.Worker.AnswerTurnAsync(Act.Complete(3, "done"));
        await host.HasStatusAsync("order-1", "COMPLETED");

        var history = await host.HistoryAsync("order-1");
        Assert.Equal(
            [
                (Event.WorkflowStarted, -1),
                (Event.ExecutionStarted, -1),
                (Event.TaskScheduled, 0),
                (Event.TimerCreated, 1),
                (Event.ChildWorkflowInstanceCreated, 2),
                (Event.WorkflowStarted, -1),
                (Event.TaskCompleted, -1),
                (Event.ExecutionCompleted, 3),
            ],
            history.Select(e => (e.EventTypeCase, e.EventId))
        );
    }

    [Fact]
    public async Task W3_All_messages_that_wait_come_in_one_turn_in_the_order_of_arrival()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        var first = await host.Worker.TurnAsync();
        await host.RaiseAsync("order-1", "Paid", "1");
        await host.RaiseAsync("order-1", "Packed", "2");
        await host.RaiseAsync("order-1", "Paid", "3");

        await host.Worker.CompleteAsync(first);
        var request = await host.Worker.AnswerTurnAsync();

        Assert.Equal(
            [("Paid", "1"), ("Packed", "2"), ("Paid", "3")],
            request.NewEvents.Skip(1).Select(e => (e.EventRaised.Name, e.EventRaised.Input))
        );
        Assert.Equal(first.WorkflowRequest.NewEvents, request.PastEvents);
    }

    [Fact]
    public async Task W7_A_fan_out_runs_all_its_activities_and_names_each_result_by_id()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync([
            .. Enumerable.Range(0, 3).Select(id => Act.Schedule(id, "Charge", $"{id}")),
        ]);
        var activities = new[]
        {
            await host.Worker.ActivityAsync(),
            await host.Worker.ActivityAsync(),
            await host.Worker.ActivityAsync(),
        };

        var results = new List<TaskCompletedEvent>();
        foreach (var activity in activities.Reverse())
        {
            var input = activity.ActivityRequest.Input;
            await host.Worker.CompleteActivityAsync(activity, response => response.Result = input);
            results.Add((await host.Worker.AnswerTurnAsync()).NewEvents[1].TaskCompleted);
        }

        Assert.Equal([(2, "2"), (1, "1"), (0, "0")], results.Select(r => (r.TaskScheduledId, r.Result)));
        Assert.Equal(["task-2", "task-1", "task-0"], results.Select(r => r.TaskExecutionId));
    }

    [Fact]
    public async Task W8_A_second_result_for_the_same_id_is_dropped()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        host.Engine.Faults.LostCommits.Add();
        await host.Worker.AnswerTurnAsync(Act.Schedule(0));
        await host.Worker.AnswerTurnAsync(Act.Schedule(0));

        await host.Worker.AnswerActivityAsync("first");
        await host.Worker.AnswerTurnAsync();
        await host.Worker.AnswerActivityAsync("second");
        var request = await host.Worker.AnswerTurnAsync();

        Assert.Equal([Event.WorkflowStarted], request.NewEvents.Select(e => e.EventTypeCase));
        Assert.Single(await host.HistoryAsync("order-1"), e => e.TaskCompleted is not null);
    }

    [Fact]
    public async Task W19_The_failure_of_an_activity_reaches_its_workflow_whole()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Schedule(0));
        var failure = new TaskFailureDetails
        {
            ErrorType = "CardRefused",
            ErrorMessage = "no money",
            StackTrace = "at Charge",
            InnerFailure = new TaskFailureDetails { ErrorType = "Bank" },
            IsNonRetriable = true,
        };

        await host.Worker.CompleteActivityAsync(
            await host.Worker.ActivityAsync(),
            response => response.FailureDetails = failure
        );
        var failed = (await host.Worker.TurnAsync()).WorkflowRequest.NewEvents[1].TaskFailed;

        Assert.Equal((0, "task-0"), (failed.TaskScheduledId, failed.TaskExecutionId));
        Assert.Equal(failure, failed.FailureDetails);
    }

    [Theory]
    [InlineData("send")]
    [InlineData("terminate")]
    [InlineData("nothing")]
    public async Task W23_An_action_that_no_sidecar_processes_leaves_the_turn_uncommitted(string kind)
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        var bad = kind switch
        {
            "send" => new WorkflowAction { Id = 1, SendEvent = new SendEventAction() },
            "terminate" => new WorkflowAction { Id = 1, TerminateWorkflow = new TerminateWorkflowAction() },
            _ => new WorkflowAction { Id = 1 },
        };

        await host.Worker.AnswerTurnAsync(Act.Schedule(0), bad);
        await host.IsRefusedAsync("order-1");

        Assert.Empty((await host.Worker.TurnAsync()).WorkflowRequest.PastEvents);
        Assert.False(host.Worker.HasActivity);
    }

    [Fact]
    public async Task W24_An_action_that_history_has_already_is_refused_and_the_turn_repeated()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Schedule(0));
        await host.Worker.AnswerActivityAsync();

        var refused = await host.Worker.AnswerTurnAsync(Act.Schedule(0));
        await host.IsRefusedAsync("order-1");
        var repeated = await host.Worker.AnswerTurnAsync(Act.Complete(1));

        Assert.Equal(refused.PastEvents, repeated.PastEvents);
        Assert.Equal(refused.NewEvents[1], repeated.NewEvents[1]);
        await host.HasStatusAsync("order-1", "COMPLETED");
    }

    [Fact]
    public async Task W24_An_older_sidecar_appends_the_duplicate()
    {
        await using var host = await WorkflowHost.StartAsync(SidecarVersion.V118);
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Schedule(0));
        await host.Worker.AnswerActivityAsync();

        await host.Worker.AnswerTurnAsync(Act.Schedule(0));
        await host.Worker.ActivityAsync();

        await Eventually.HoldsAsync(() => host.Engine.Recorder.Turns.Count == 2, "both turns are answered");
        Assert.Equal(2, (await host.HistoryAsync("order-1")).Count(e => e.TaskScheduled is not null));
    }

    [Fact]
    public async Task Only_the_first_completion_of_a_turn_counts()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");

        await host.Worker.AnswerTurnAsync(Act.Complete(0, "first"), Act.Complete(1, "second"));
        await host.HasStatusAsync("order-1", "COMPLETED");

        var completion = Assert.Single(await host.HistoryAsync("order-1"), e => e.ExecutionCompleted is not null);
        Assert.Equal("first", completion.ExecutionCompleted.Result);
    }
}
