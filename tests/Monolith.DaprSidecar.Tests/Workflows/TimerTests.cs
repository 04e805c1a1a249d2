using Google.Protobuf.WellKnownTypes;
using Monolith.DaprSidecar.Tests.Workflows.Support;
using Monolith.DaprSidecar.Workflows;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class TimerTests
{
    private static readonly DateTimeOffset InOneHour = WorkflowHost.Start.AddHours(1);

    [Fact]
    public async Task W10_A_timer_fires_at_its_time_and_not_before()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Timer(0, InOneHour));
        await Eventually.HoldsAsync(() => host.Engine.NextTimer == InOneHour, "the timer is set");

        host.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.True(host.Engine.IsIdle);
        host.Clock.Advance(TimeSpan.FromTicks(1));
        var request = await host.Worker.AnswerTurnAsync(Act.Complete(1));

        Assert.Equal(Timestamp.FromDateTimeOffset(InOneHour), request.NewEvents[0].Timestamp);
        Assert.Equal(0, request.NewEvents[1].TimerFired.TimerId);
        Assert.Equal(Timestamp.FromDateTimeOffset(InOneHour), request.NewEvents[1].TimerFired.FireAt);
    }

    [Fact]
    public async Task W10_A_timer_that_lies_years_ahead_is_kept()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Timer(0, WorkflowHost.Start.AddDays(800)));
        await Eventually.HoldsAsync(() => host.Engine.NextTimer is not null, "the timer is set");

        host.Clock.Advance(TimeSpan.FromDays(799));
        Assert.True(host.Engine.IsIdle);
        host.Clock.Advance(TimeSpan.FromDays(1));

        Assert.NotNull((await host.Worker.TurnAsync()).WorkflowRequest.NewEvents[1].TimerFired);
    }

    [Fact]
    public async Task W10_A_timer_of_the_past_fires_at_once()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");

        await host.Worker.AnswerTurnAsync(Act.Timer(0, WorkflowHost.Start));

        Assert.NotNull((await host.Worker.TurnAsync()).WorkflowRequest.NewEvents[1].TimerFired);
    }

    [Fact]
    public async Task Timers_end_with_their_instance()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");

        await host.Worker.AnswerTurnAsync(Act.Timer(0, InOneHour), Act.Complete(1));
        await host.HasStatusAsync("order-1", "COMPLETED");

        Assert.Null(host.Engine.NextTimer);
    }

    [Fact]
    public async Task The_guard_of_an_event_is_gone_once_the_event_has_come()
    {
        await using var host = await WorkflowHost.StartAsync();
        var guard = Act.Timer(0, InOneHour);
        guard.CreateTimer.Name = "Paid";
        guard.CreateTimer.ExternalEvent = new TimerOriginExternalEvent { Name = "Paid" };

        Assert.Null(await NextTimerAfterEventAsync(host, guard));
    }

    [Theory]
    [InlineData(SidecarVersion.V117, false)]
    [InlineData(SidecarVersion.V118, true)]
    [InlineData(SidecarVersion.V119, true)]
    public async Task A_plain_timer_with_the_name_of_an_event_stays_where_origins_are_known(
        SidecarVersion version,
        bool stays
    )
    {
        await using var host = await WorkflowHost.StartAsync(version);
        var timer = Act.Timer(0, InOneHour);
        timer.CreateTimer.Name = "Paid";

        Assert.Equal(stays, await NextTimerAfterEventAsync(host, timer) is not null);
    }

    [Fact]
    public async Task A_timer_with_the_name_of_an_event_and_no_origin_is_taken_for_its_guard()
    {
        await using var host = await WorkflowHost.StartAsync();
        var timer = Act.Timer(0, InOneHour);
        timer.CreateTimer.Name = "Paid";
        timer.CreateTimer.ClearOrigin();

        Assert.Null(await NextTimerAfterEventAsync(host, timer));
    }

    private static async Task<DateTimeOffset?> NextTimerAfterEventAsync(WorkflowHost host, WorkflowAction timer)
    {
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(timer);
        await host.RaiseAsync("order-1", "paid");
        await host.Worker.AnswerTurnAsync();
        await Eventually.HoldsAsync(() => host.Engine.IsIdle, "the turn is over");
        return host.Engine.NextTimer;
    }
}
