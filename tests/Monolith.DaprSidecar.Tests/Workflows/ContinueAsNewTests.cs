using Monolith.DaprSidecar.Tests.Workflows.Support;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class ContinueAsNewTests
{
    private const int MostGenerations = 20;

    [Fact]
    public async Task W14_The_next_generation_begins_at_once_with_a_new_input_and_the_carried_events()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1", input: "1");
        await host.Worker.AnswerTurnAsync();
        await host.RaiseAsync("order-1", "Paid", "5");
        var first = await host.Worker.TurnAsync();
        var raised = first.WorkflowRequest.NewEvents[1];

        await host.Worker.CompleteAsync(first, Act.ContinueAsNew(0, "2", raised), Act.Schedule(1));
        var second = await host.Worker.AnswerTurnAsync(Act.Complete(0));

        Assert.Empty(second.PastEvents);
        var start = second.NewEvents[1].ExecutionStarted;
        Assert.Equal(("Order", "2"), (start.Name, start.Input));
        Assert.NotEqual(first.WorkflowRequest.ExecutionId, second.ExecutionId);
        Assert.Equal(start.WorkflowInstance.ExecutionId, second.ExecutionId);
        Assert.Equal(raised, second.NewEvents[2]);
        await host.HasStatusAsync("order-1", "COMPLETED");
        Assert.False(host.Worker.HasActivity);
        Assert.Equal(4, (await host.HistoryAsync("order-1")).Count);
    }

    [Fact]
    public async Task W14_The_custom_status_is_kept_by_a_generation_that_says_nothing()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");

        await host.Worker.CompleteAsync(
            await host.Worker.TurnAsync(),
            response =>
            {
                response.CustomStatus = "\"round 1\"";
                response.Actions.Add(Act.ContinueAsNew(0));
            }
        );
        await host.Worker.AnswerTurnAsync();
        await host.HasStatusAsync("order-1", "RUNNING");

        var properties = (await host.StateAsync("order-1")).GetProperty("properties");
        Assert.Equal("\"round 1\"", properties.GetProperty("dapr.workflow.custom_status").GetString());
    }

    [Fact]
    public async Task W14_Timers_of_the_old_generation_do_not_fire()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Timer(0, WorkflowHost.Start.AddHours(1)));
        await host.RaiseAsync("order-1", "Paid");

        await host.Worker.AnswerTurnAsync(Act.ContinueAsNew(1));
        await host.Worker.AnswerTurnAsync(Act.Timer(0, WorkflowHost.Start.AddHours(2)));
        await Eventually.HoldsAsync(
            () => host.Engine.NextTimer == WorkflowHost.Start.AddHours(2),
            "only the new timer is left"
        );
        host.Clock.Advance(TimeSpan.FromHours(1));

        Assert.True(host.Engine.IsIdle);
    }

    [Fact]
    public async Task W15_More_than_twenty_generations_in_one_turn_are_refused()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");

        for (var i = 0; i <= MostGenerations; i++)
        {
            await host.Worker.AnswerTurnAsync(Act.ContinueAsNew(0));
        }

        await host.IsRefusedAsync("order-1");
        Assert.Equal("PENDING", host.Engine.StatusOf("order-1"));
        Assert.Empty(await host.HistoryAsync("order-1"));
    }

    [Fact]
    public async Task W15_Any_number_of_generations_with_an_activity_between_them_is_fine()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");

        for (var i = 0; i <= MostGenerations; i++)
        {
            await host.Worker.AnswerTurnAsync(Act.Schedule(0));
            await host.Worker.AnswerActivityAsync();
            await host.Worker.AnswerTurnAsync(Act.ContinueAsNew(1));
        }

        await host.Worker.AnswerTurnAsync(Act.Complete(0));
        await host.HasStatusAsync("order-1", "COMPLETED");
        Assert.Empty(host.Engine.Recorder.Refusals);
    }
}
