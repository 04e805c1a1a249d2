using Monolith.DaprSidecar.Tests.Workflows.Support;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class FaultTests
{
    [Fact]
    public async Task A_lost_commit_repeats_the_turn_and_what_it_set_in_motion()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        host.Engine.Faults.LostCommits.Add();

        var first = await host.Worker.AnswerTurnAsync(Act.Schedule(0), Act.Child(1, "shipment-1"));
        var turns = new[] { await host.Worker.TurnAsync(), await host.Worker.TurnAsync() };
        var again = turns.Single(turn => turn.WorkflowRequest.InstanceId == "order-1");
        await host.Worker.CompleteAsync(again, Act.Schedule(0), Act.Child(1, "shipment-1"));

        Assert.Empty(again.WorkflowRequest.PastEvents);
        Assert.Equal(first.NewEvents[1], again.WorkflowRequest.NewEvents[1]);
        var activities = new[] { await host.Worker.AnswerActivityAsync(), await host.Worker.AnswerActivityAsync() };
        Assert.Equal(activities[0], activities[1]);
        Assert.Equal(["order-1", "shipment-1"], host.Engine.InstanceIds);
    }

    [Fact]
    public async Task Messages_may_come_in_the_reverse_order()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        var first = await host.Worker.TurnAsync();
        await host.RaiseAsync("order-1", "Paid");
        await host.RaiseAsync("order-1", "Packed");
        host.Engine.Faults.ReverseInboxes.Add();

        await host.Worker.CompleteAsync(first);
        var request = await host.Worker.AnswerTurnAsync();

        Assert.Equal(["Packed", "Paid"], request.NewEvents.Skip(1).Select(e => e.EventRaised.Name));
    }

    [Fact]
    public async Task A_withheld_token_is_empty_and_an_empty_token_is_accepted()
    {
        await using var host = await WorkflowHost.StartAsync();
        host.Engine.Faults.WithholdTokens = true;
        await host.StartAsync("order-1");

        var item = await host.Worker.TurnAsync();
        await host.Worker.CompleteAsync(item, Act.Complete(0));

        Assert.Equal("", item.CompletionToken);
        await host.HasStatusAsync("order-1", "COMPLETED");
    }

    [Fact]
    public async Task Every_answered_turn_is_recorded_as_it_went_over_the_wire()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");

        var request = await host.Worker.AnswerTurnAsync(Act.Complete(0, "done"));
        await host.HasStatusAsync("order-1", "COMPLETED");

        var turn = Assert.Single(host.Engine.Recorder.Turns);
        Assert.Equal("order-1", turn.InstanceId);
        Assert.Equal(request, WorkflowRequest.Parser.ParseFrom(turn.Request.Span));
        Assert.Equal("done", WorkflowResponse.Parser.ParseFrom(turn.Response.Span).Actions[0].CompleteWorkflow.Result);
    }
}
