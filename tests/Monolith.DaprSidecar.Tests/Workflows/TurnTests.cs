using Monolith.DaprSidecar.Tests.Workflows.Support;
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
}
