using Monolith.DaprSidecar.Tests.Workflows.Support;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class SuspendTests
{
    [Fact]
    public async Task H6_A_paused_instance_keeps_what_comes_and_finishes_after_it_is_resumed()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Schedule(0));

        (await host.PostAsync("order-1/pause")).EnsureSuccessStatusCode();
        await host.Worker.AnswerTurnAsync();
        await host.HasStatusAsync("order-1", "SUSPENDED");
        await host.Worker.AnswerActivityAsync("true");
        await host.Worker.AnswerTurnAsync();
        await host.RaiseAsync("order-1", "Paid", "1");
        await host.Worker.AnswerTurnAsync();
        await host.HasStatusAsync("order-1", "SUSPENDED");
        (await host.PostAsync("order-1/resume")).EnsureSuccessStatusCode();
        var resumed = await host.Worker.AnswerTurnAsync(Act.Complete(1));

        await host.HasStatusAsync("order-1", "COMPLETED");
        Assert.NotNull(resumed.NewEvents[1].ExecutionResumed);
        Assert.Equal(
            [
                HistoryEvent.EventTypeOneofCase.ExecutionSuspended,
                HistoryEvent.EventTypeOneofCase.TaskCompleted,
                HistoryEvent.EventTypeOneofCase.EventRaised,
            ],
            resumed.PastEvents.Skip(3).Where(e => e.WorkflowStarted is null).Select(e => e.EventTypeCase)
        );
    }

    [Fact]
    public async Task H6_A_resumed_instance_runs_again()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync();

        (await host.PostAsync("order-1/pause")).EnsureSuccessStatusCode();
        await host.Worker.AnswerTurnAsync();
        await host.HasStatusAsync("order-1", "SUSPENDED");
        (await host.PostAsync("order-1/resume")).EnsureSuccessStatusCode();
        await host.Worker.AnswerTurnAsync();

        await host.HasStatusAsync("order-1", "RUNNING");
    }
}
