using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Tests.Behaviour;

public abstract partial class BehaviourSuite
{
    [Fact]
    public async Task W10_a_timer_fires_when_its_time_has_come_and_not_before()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<string, double>(
                "Test",
                async (context, _) =>
                {
                    var before = context.CurrentUtcDateTime;
                    context.SetCustomStatus("waiting");
                    await context.CreateTimer(TimeSpan.FromHours(1));
                    return (context.CurrentUtcDateTime - before).TotalHours;
                }
            )
        );
        var id = await StartWaitingAsync(runtime);

        await runtime.AdvanceAsync(TimeSpan.FromMinutes(59));
        var early = await runtime.Client.GetWorkflowStateAsync(id);
        await runtime.AdvanceAsync(TimeSpan.FromMinutes(2));
        var state = await EndOfAsync(runtime, id);

        Assert.Equal(WorkflowRuntimeStatus.Running, early!.RuntimeStatus);
        Assert.InRange(state.ReadOutputAs<double>(), 1.0, 1.1);
    }

    [Fact]
    public async Task Timers_fire_in_the_order_of_their_times()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<string, string>(
                "Test",
                async (context, _) =>
                {
                    var order = "";
                    await Task.WhenAll(AfterAsync(3), AfterAsync(1), AfterAsync(2));
                    return order;

                    async Task AfterAsync(int hours)
                    {
                        await context.CreateTimer(TimeSpan.FromHours(hours));
                        order += hours;
                    }
                }
            )
        );

        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        var state = await EndWithTimeAsync(runtime, id, TimeSpan.FromMinutes(30));

        Assert.Equal("123", state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_timer_can_be_cancelled_by_the_code()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<string, string>(
                "Test",
                async (context, _) =>
                {
                    using var cancellation = new CancellationTokenSource();
                    var far = context.CreateTimer(TimeSpan.FromDays(400), cancellation.Token);
                    await context.CreateTimer(TimeSpan.FromSeconds(1));
                    // CancelAsync would go on on another thread.
#pragma warning disable CA1849, S6966, VSTHRD103, MA0042
                    cancellation.Cancel();
#pragma warning restore CA1849, S6966, VSTHRD103, MA0042
                    try
                    {
                        await far;
                        return "fired";
                    }
                    catch (OperationCanceledException)
                    {
                        return "cancelled";
                    }
                }
            )
        );

        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        var state = await EndWithTimeAsync(runtime, id, TimeSpan.FromSeconds(1));

        Assert.Equal("cancelled", state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task W11_an_event_reaches_the_code_that_waits_for_it()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<string, int>(
                "Test",
                async (context, _) =>
                {
                    context.SetCustomStatus("waiting");
                    return (await context.WaitForExternalEventAsync<Order>("Approved")).Count;
                }
            )
        );
        var id = await StartWaitingAsync(runtime);

        await runtime.Client.RaiseEventAsync(id, "APPROVED", new Order("tea", 7));
        var state = await EndOfAsync(runtime, id);

        Assert.Equal(7, state.ReadOutputAs<int>());
    }

    [Fact]
    public async Task W11_an_event_that_comes_too_early_is_kept()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<string, int>(
                "Test",
                async (context, _) =>
                {
                    context.SetCustomStatus("waiting");
                    await context.WaitForExternalEventAsync<string>("Go");
                    return await context.WaitForExternalEventAsync<int>("Early");
                }
            )
        );
        var id = await StartWaitingAsync(runtime);

        await runtime.Client.RaiseEventAsync(id, "early", 3);
        await runtime.Client.RaiseEventAsync(id, "Go");
        var state = await EndOfAsync(runtime, id);

        Assert.Equal(3, state.ReadOutputAs<int>());
    }

    [Fact]
    public async Task W11_events_of_one_name_go_to_the_waits_in_order()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<string, string>(
                "Test",
                async (context, _) =>
                {
                    var first = context.WaitForExternalEventAsync<string>("Letter");
                    var second = context.WaitForExternalEventAsync<string>("Letter");
                    context.SetCustomStatus("waiting");
                    await Task.WhenAll(first, second);
                    return await first + await second + await context.WaitForExternalEventAsync<string>("Letter");
                }
            )
        );
        var id = await StartWaitingAsync(runtime);

        foreach (var letter in new[] { "a", "b", "c" })
        {
            await runtime.Client.RaiseEventAsync(id, "Letter", letter);
            await runtime.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        }

        var state = await EndOfAsync(runtime, id);

        Assert.Equal("abc", state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task W11_a_wait_ends_when_the_event_does_not_come_in_time()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<string, string>(
                "Test",
                async (context, _) =>
                {
                    context.SetCustomStatus("waiting");
                    try
                    {
                        return await context.WaitForExternalEventAsync<string>("Approved", TimeSpan.FromMinutes(5));
                    }
                    catch (TaskCanceledException)
                    {
                        return "too late";
                    }
                }
            )
        );
        var id = await StartWaitingAsync(runtime);

        await runtime.AdvanceAsync(TimeSpan.FromMinutes(6));
        var state = await EndOfAsync(runtime, id);

        Assert.Equal("too late", state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task W11_a_wait_with_a_time_out_takes_the_event_that_comes_in_time()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<string, string>(
                "Test",
                async (context, _) =>
                {
                    context.SetCustomStatus("waiting");
                    var answer = await context.WaitForExternalEventAsync<string>("Approved", TimeSpan.FromMinutes(5));
                    await context.CreateTimer(TimeSpan.FromMinutes(10));
                    return answer;
                }
            )
        );
        var id = await StartWaitingAsync(runtime);

        await runtime.Client.RaiseEventAsync(id, "Approved", "yes");
        var state = await EndWithTimeAsync(runtime, id, TimeSpan.FromMinutes(1));

        Assert.Equal("yes", state.ReadOutputAs<string>());
    }
}
