using Monolith.DaprSidecar.Workflows;
using Monolith.Platform.Workflows;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Workflows.Tests.Dapr;

/// <summary>What goes over the wire in a turn, by the sidecar's own record of it, and what comes of it.</summary>
public sealed class SidecarTurnTests
{
    [Fact]
    public async Task W2_Action_ids_count_from_zero_and_are_the_event_ids_of_the_history()
    {
        await using var runtime = await SidecarRuntime.StartAsync(w =>
        {
            Echo(w);
            w.RegisterWorkflow<int, int>("Child", (_, number) => Task.FromResult(number));
            w.RegisterWorkflow<int, int>(
                "Test",
                async (context, _) =>
                {
                    var timer = context.CreateTimer(TimeSpan.FromSeconds(1));
                    await context.CallActivityAsync<int>("Echo", 1);
                    await context.CallChildWorkflowAsync<int>("Child", 2);
                    await timer;
                    return 3;
                }
            );
        });
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        await Eventually.HoldsAsync(
            async () =>
            {
                await runtime.AdvanceAsync(TimeSpan.FromSeconds(1));
                return (await runtime.Client.GetWorkflowStateAsync(id))!.IsWorkflowCompleted;
            },
            "the instance is finished"
        );

        var history = await runtime.Client.GetWorkflowHistoryAsync(id);

        Assert.Equal([0, 1, 2, 3], history.Where(e => e.EventId >= 0).Select(e => e.EventId));
        Assert.Equal(
            ["TimerCreated", "TaskScheduled", "ChildWorkflowInstanceCreated", "ExecutionCompleted"],
            history.Where(e => e.EventId >= 0).Select(e => e.Type)
        );
        Assert.Equal([0, 1, 2, 3], Answers(runtime, id).SelectMany(a => a.Actions).Select(a => a.Id));
        Assert.Equal(1, history.Single(e => e.Type == "TaskCompleted").TaskId);
        Assert.Equal(2, history.Single(e => e.Type == "ChildWorkflowInstanceCompleted").TaskId);
        Assert.Equal(0, history.Single(e => e.Type == "TimerFired").TaskId);
    }

    [Fact]
    public async Task W7_A_fan_out_is_one_answer_and_results_match_in_whatever_order_they_come()
    {
        await using var runtime = await SidecarRuntime.StartAsync(w =>
        {
            Echo(w);
            w.RegisterWorkflow<int, int[]>(
                "Test",
                (context, count) =>
                    Task.WhenAll(Enumerable.Range(0, count).Select(n => context.CallActivityAsync<int>("Echo", n)))
            );
        });
        runtime.Sidecar.Workflows.Faults.ReverseInboxes.Add(1000);

        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test", input: 50);
        var state = await EndAsync(runtime, id);

        Assert.Equal(Enumerable.Range(0, 50), state.ReadOutputAs<int[]>()!);
        Assert.Equal(50, Answers(runtime, id).First().Actions.Count(a => a.ScheduleTask is not null));
    }

    [Fact]
    public async Task W10_A_timer_counts_from_the_workflows_time_and_never_fires_early()
    {
        await using var runtime = await SidecarRuntime.StartAsync(w =>
            w.RegisterWorkflow<int, string>(
                "Test",
                async (context, _) =>
                {
                    await context.CreateTimer(TimeSpan.FromMinutes(1));
                    return "fired";
                }
            )
        );
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        await Eventually.HoldsAsync(
            () => runtime.Sidecar.Workflows is { IsIdle: true, NextTimer: not null },
            "the instance waits for its timer"
        );

        await runtime.AdvanceAsync(TimeSpan.FromSeconds(59));
        await Eventually.HoldsAsync(() => runtime.Sidecar.Workflows.IsIdle, "nothing is to be done");
        Assert.False((await runtime.Client.GetWorkflowStateAsync(id))!.IsWorkflowCompleted);
        await runtime.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("fired", (await EndAsync(runtime, id)).ReadOutputAs<string>());
        var history = await runtime.Client.GetWorkflowHistoryAsync(id);
        var began = history.First(e => e.Type == "WorkflowStarted").Timestamp;
        Assert.Equal(began + TimeSpan.FromMinutes(1), history.Single(e => e.Type == "TimerCreated").FireAt);
        Assert.True(history.Single(e => e.Type == "TimerFired").Timestamp >= began + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task W13_A_childs_result_failure_and_termination_reach_its_parent()
    {
        await using var runtime = await SidecarRuntime.StartAsync(w =>
        {
            w.RegisterWorkflow<string, string>(
                "Child",
                async (context, what) =>
                    what switch
                    {
                        "fail" => throw new InvalidOperationException("a child's failure"),
                        "wait" => await context.WaitForExternalEventAsync<string>("never"),
                        _ => what,
                    }
            );
            w.RegisterWorkflow<int, string[]>(
                "Test",
                async (context, _) =>
                {
                    var outcomes = new List<string>();
                    foreach (var what in new[] { "return", "fail", "wait" })
                    {
                        try
                        {
                            var options = new ChildWorkflowTaskOptions($"child-{what}");
                            outcomes.Add(await context.CallChildWorkflowAsync<string>("Child", what, options));
                        }
                        catch (WorkflowTaskFailedException failure)
                        {
                            outcomes.Add(failure.FailureDetails.ErrorMessage);
                        }
                    }

                    return [.. outcomes];
                }
            );
        });
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        await Eventually.HoldsAsync(
            async () => await runtime.Client.GetWorkflowStateAsync("child-wait") is not null,
            "the last child waits"
        );

        await runtime.Client.TerminateWorkflowAsync("child-wait");

        var outcomes = (await EndAsync(runtime, id)).ReadOutputAs<string[]>()!;
        Assert.Equal("return", outcomes[0]);
        Assert.Contains("a child's failure", outcomes[1], StringComparison.Ordinal);
        Assert.Equal(3, outcomes.Length);
    }

    [Fact]
    public async Task W13_A_child_without_an_id_gets_one_that_clients_can_use()
    {
        await using var runtime = await SidecarRuntime.StartAsync(w =>
        {
            w.RegisterWorkflow<int, string>("Child", (context, _) => Task.FromResult(context.InstanceId));
            w.RegisterWorkflow<int, string>("Test", (context, _) => context.CallChildWorkflowAsync<string>("Child", 1));
        });
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");

        var child = (await EndAsync(runtime, id)).ReadOutputAs<string>()!;

        Assert.True(WorkflowInstanceId.IsValid(child));
        Assert.Equal("Child", (await runtime.Client.GetWorkflowStateAsync(child))!.WorkflowName);
    }

    [Fact]
    public async Task W14_Continue_as_new_begins_again_with_the_new_input_and_the_events_that_were_left()
    {
        await using var runtime = await SidecarRuntime.StartAsync(w =>
        {
            Echo(w);
            w.RegisterWorkflow<int, string>(
                "Test",
                async (context, generation) =>
                {
                    if (generation == 0)
                    {
                        context.SetCustomStatus("waiting");
                        await context.WaitForExternalEventAsync<string>("go");
                        _ = context.CallActivityAsync("Echo", 1);
                        context.ContinueAsNew(1);
                        return "";
                    }

                    return await context.WaitForExternalEventAsync<string>("carried");
                }
            );
        });
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test", input: 0);
        await runtime.Client.RaiseEventAsync(id, "carried", "from the first generation");
        await runtime.Client.RaiseEventAsync(id, "go", "now");

        var state = await EndAsync(runtime, id);
        var history = await runtime.Client.GetWorkflowHistoryAsync(id);

        Assert.Equal("from the first generation", state.ReadOutputAs<string>());
        Assert.Equal((1, "waiting"), (state.ReadInputAs<int>(), state.ReadCustomStatusAs<string>()));
        Assert.Equal("1", history.Single(e => e.Type == "ExecutionStarted").Data);
        Assert.Equal(["carried"], history.Where(e => e.Type == "EventRaised").Select(e => e.Name));
        Assert.Equal(0, history.Where(e => e.EventId >= 0).Min(e => e.EventId));
        Assert.Equal(2, Requests(runtime, id).Select(r => r.ExecutionId).Distinct().Count());
    }

    [Fact]
    public async Task W16_Terminate_wins_over_continue_as_new_in_the_same_turn()
    {
        using var inTurn = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var isFirst = true;
        await using var runtime = await SidecarRuntime.StartAsync(w =>
            w.RegisterWorkflow<int, int>(
                "Test",
                async (context, generation) =>
                {
                    if (isFirst)
                    {
                        // Holds the first turn up, so that what comes meanwhile is all in the second.
                        isFirst = false;
                        inTurn.Set();
                        goOn.Wait();
                    }

                    await context.WaitForExternalEventAsync<int>("go");
                    context.ContinueAsNew(generation + 1);
                    return 0;
                }
            )
        );
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test", input: 0);
        inTurn.Wait(TimeSpan.FromSeconds(30));

        await runtime.Client.RaiseEventAsync(id, "go", 1);
        await runtime.Client.TerminateWorkflowAsync(id);
        goOn.Set();

        Assert.Equal(WorkflowRuntimeStatus.Terminated, (await EndAsync(runtime, id)).RuntimeStatus);
        var last = Requests(runtime, id).Last().NewEvents;
        Assert.Contains(last, e => e.EventRaised is not null);
        Assert.Contains(last, e => e.ExecutionTerminated is not null);
    }

    [Fact]
    public async Task W18_The_custom_status_is_in_every_answer_once_it_is_set_and_gone_once_it_is_taken_away()
    {
        await using var runtime = await SidecarRuntime.StartAsync(w =>
        {
            Echo(w);
            w.RegisterWorkflow<int, int>(
                "Test",
                async (context, _) =>
                {
                    await context.CallActivityAsync<int>("Echo", 1);
                    context.SetCustomStatus("half way");
                    await context.CallActivityAsync<int>("Echo", 2);
                    await context.CallActivityAsync<int>("Echo", 3);
                    context.SetCustomStatus(null);
                    return await context.CallActivityAsync<int>("Echo", 4);
                }
            );
        });

        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        var state = await EndAsync(runtime, id);

        Assert.Equal(
            [null, "\"half way\"", "\"half way\"", null, null],
            Answers(runtime, id).Select(a => a.CustomStatus)
        );
        Assert.Null(state.SerializedCustomStatus);
    }

    [Fact]
    public async Task W19_A_failure_is_seen_over_HTTP_and_in_the_history_with_its_cause()
    {
        await using var runtime = await SidecarRuntime.StartAsync(w =>
        {
            w.RegisterActivity<int, int>(
                "Fails",
                (_, _) => throw new InvalidOperationException("outer", new FormatException("inner"))
            );
            w.RegisterWorkflow<int, int>("Test", (context, _) => context.CallActivityAsync<int>("Fails"));
        });

        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        var state = await EndAsync(runtime, id);
        var history = await runtime.Client.GetWorkflowHistoryAsync(id);

        Assert.Equal(WorkflowRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.Contains("outer", state.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.NotEmpty(state.FailureDetails.ErrorType);
        var failure = history.Single(e => e.Type == "TaskFailed").FailureDetails!;
        Assert.Equal(("System.InvalidOperationException", "outer"), (failure.ErrorType, failure.ErrorMessage));
        Assert.Equal("inner", failure.InnerFailure!.ErrorMessage);
        Assert.Contains(nameof(SidecarTurnTests), failure.StackTrace!, StringComparison.Ordinal);
        var end = history.Single(e => e.Type == "ExecutionCompleted").FailureDetails!;
        Assert.Equal("outer", end.InnerFailure!.ErrorMessage);
    }

    [Fact]
    public async Task W22_An_instance_whose_patches_do_not_match_stalls_until_a_worker_comes_that_knows_them()
    {
        var patch = "new";
        await using var runtime = await SidecarRuntime.StartAsync(w =>
            w.RegisterWorkflow<int, bool>(
                "Test",
                async (context, _) =>
                {
                    var isPatched = context.IsPatched(patch);
                    await context.WaitForExternalEventAsync<int>("go");
                    return isPatched;
                }
            )
        );
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        await Eventually.HoldsAsync(() => Answers(runtime, id).Any(), "the first turn is over");
        Assert.Equal(["new"], Answers(runtime, id).First().Version.Patches);

        patch = "another";
        await runtime.Client.RaiseEventAsync(id, "go", 1);
        await Eventually.HoldsAsync(
            async () =>
                (await runtime.Client.GetWorkflowStateAsync(id))!.RuntimeStatus == WorkflowRuntimeStatus.Stalled,
            "the instance is stalled"
        );
        await Assert.ThrowsAsync<WorkflowStalledException>(() => runtime.Client.RaiseEventAsync(id, "go", 2));
        patch = "new";
        runtime.Sidecar.Workflows.CloseStreams();

        Assert.True((await EndAsync(runtime, id)).ReadOutputAs<bool>());
    }

    private static void Echo(WorkflowRegistration workflows) =>
        workflows.RegisterActivity<int, int>("Echo", (_, number) => Task.FromResult(number));

    private static IEnumerable<WorkflowRequest> Requests(SidecarRuntime runtime, string id) =>
        Turns(runtime, id).Select(turn => WorkflowRequest.Parser.ParseFrom(turn.Request.Span));

    private static IEnumerable<WorkflowResponse> Answers(SidecarRuntime runtime, string id) =>
        Turns(runtime, id).Select(turn => WorkflowResponse.Parser.ParseFrom(turn.Response.Span));

    private static IEnumerable<RecordedTurn> Turns(SidecarRuntime runtime, string id) =>
        runtime.Sidecar.Workflows.Recorder.Turns.Where(turn => turn.InstanceId == id);

    private static async Task<WorkflowState> EndAsync(SidecarRuntime runtime, string id)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await runtime.Client.WaitForWorkflowCompletionAsync(id, cancellationToken: bound.Token);
    }
}
