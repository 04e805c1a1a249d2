using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Tests.Behaviour;

public abstract partial class BehaviourSuite
{
    private static void RegisterWaiting(WorkflowRegistration w) =>
        w.RegisterWorkflow<string, string>(
            "Test",
            async (context, _) =>
            {
                context.SetCustomStatus("waiting");
                return await context.WaitForExternalEventAsync<string>("Go");
            }
        );

    [Fact]
    public async Task H6_a_paused_instance_does_nothing_with_an_event_until_it_is_resumed()
    {
        await using var runtime = await StartAsync(RegisterWaiting);
        var id = await StartWaitingAsync(runtime);
        await runtime.Client.SuspendWorkflowAsync(id, "look");
        await ReachesAsync(runtime, id, WorkflowRuntimeStatus.Suspended);

        await runtime.Client.RaiseEventAsync(id, "Go", "now");
        var paused = await runtime.Client.GetWorkflowStateAsync(id);
        await runtime.Client.ResumeWorkflowAsync(id, "seen");
        var state = await EndOfAsync(runtime, id);

        Assert.Equal(WorkflowRuntimeStatus.Suspended, paused!.RuntimeStatus);
        Assert.Equal("waiting", paused.ReadCustomStatusAs<string>());
        Assert.Equal("now", state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_resumed_instance_runs_again()
    {
        await using var runtime = await StartAsync(RegisterWaiting);
        var id = await StartWaitingAsync(runtime);
        await runtime.Client.SuspendWorkflowAsync(id);
        await ReachesAsync(runtime, id, WorkflowRuntimeStatus.Suspended);

        await runtime.Client.ResumeWorkflowAsync(id);

        await ReachesAsync(runtime, id, WorkflowRuntimeStatus.Running);
    }

    [Fact]
    public async Task H7_terminating_ends_the_instance_with_the_given_output()
    {
        await using var runtime = await StartAsync(RegisterWaiting);
        var id = await StartWaitingAsync(runtime);

        await runtime.Client.TerminateWorkflowAsync(id);
        var state = await EndOfAsync(runtime, id);

        Assert.Equal(WorkflowRuntimeStatus.Terminated, state.RuntimeStatus);
    }

    [Fact]
    public async Task W17_terminating_a_paused_instance_ends_it()
    {
        await using var runtime = await StartAsync(RegisterWaiting);
        var id = await StartWaitingAsync(runtime);
        await runtime.Client.SuspendWorkflowAsync(id);
        await ReachesAsync(runtime, id, WorkflowRuntimeStatus.Suspended);

        await runtime.Client.TerminateWorkflowAsync(id);
        var state = await EndOfAsync(runtime, id);

        Assert.Equal(WorkflowRuntimeStatus.Terminated, state.RuntimeStatus);
    }

    [Fact]
    public async Task H7_terminating_a_parent_ends_its_children_too()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterWorkflow<string, string>(
                "Child",
                (context, _) => context.WaitForExternalEventAsync<string>("Go")
            );
            w.RegisterWorkflow<string, string>(
                "Test",
                (context, _) =>
                    context.CallChildWorkflowAsync<string>("Child", options: new ChildWorkflowTaskOptions("child"))
            );
        });
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        await ReachesAsync(runtime, "child", WorkflowRuntimeStatus.Running);

        await runtime.Client.TerminateWorkflowAsync(id);

        await ReachesAsync(runtime, id, WorkflowRuntimeStatus.Terminated);
        await ReachesAsync(runtime, "child", WorkflowRuntimeStatus.Terminated);
    }

    [Fact]
    public async Task H7_the_result_of_an_activity_that_outlives_its_instance_is_ignored()
    {
        var (began, held) = (new TaskCompletionSource(), new TaskCompletionSource<int>());
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<int, int>(
                "Slow",
                (_, _) =>
                {
                    began.TrySetResult();
                    return held.Task;
                }
            );
            w.RegisterWorkflow<int, int>("Test", (context, _) => context.CallActivityAsync<int>("Slow"));
        });
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        await began.Task.WaitAsync(Bound);

        await runtime.Client.TerminateWorkflowAsync(id);
        await ReachesAsync(runtime, id, WorkflowRuntimeStatus.Terminated);
        held.SetResult(1);

        var state = await EndOfAsync(runtime, id);
        Assert.Equal(WorkflowRuntimeStatus.Terminated, state.RuntimeStatus);
    }

    [Fact]
    public async Task H3_the_id_of_a_running_instance_is_taken()
    {
        await using var runtime = await StartAsync(RegisterWaiting);
        var id = await StartWaitingAsync(runtime);

        await Assert.ThrowsAsync<WorkflowAlreadyExistsException>(() =>
            runtime.Client.ScheduleNewWorkflowAsync("Test", id)
        );

        var state = await runtime.Client.GetWorkflowStateAsync(id);
        Assert.Equal(WorkflowRuntimeStatus.Running, state!.RuntimeStatus);
    }

    [Fact]
    public async Task H3_a_finished_instance_is_replaced_by_a_new_one_of_its_id()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<int, int>("Test", (_, n) => Task.FromResult(n))
        );
        await runtime.Client.ScheduleNewWorkflowAsync("Test", "again", 1);
        await EndOfAsync(runtime, "again");

        await runtime.Client.ScheduleNewWorkflowAsync("Test", "again", 2);

        await ReachesAsync(runtime, "again", s => s.IsWorkflowCompleted && s.ReadOutputAs<int>() == 2);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("a:b")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task H1_an_id_that_is_not_allowed_is_refused(string id)
    {
        await using var runtime = await StartAsync(RegisterWaiting);

        await Assert.ThrowsAnyAsync<ArgumentException>(() => runtime.Client.ScheduleNewWorkflowAsync("Test", id));
    }

    [Fact]
    public async Task H4_an_unknown_instance_is_reported_as_such()
    {
        await using var runtime = await StartAsync(RegisterWaiting);

        Assert.Null(await runtime.Client.GetWorkflowStateAsync("nobody"));
        await Assert.ThrowsAsync<WorkflowNotFoundException>(() => runtime.Client.TerminateWorkflowAsync("nobody"));
        await Assert.ThrowsAsync<WorkflowNotFoundException>(() => runtime.Client.PurgeWorkflowAsync("nobody"));
        await Assert.ThrowsAsync<WorkflowNotFoundException>(() => runtime.Client.RaiseEventAsync("nobody", "Go"));
    }

    [Fact]
    public async Task H5_a_running_instance_cannot_be_purged_and_is_left_alone()
    {
        await using var runtime = await StartAsync(RegisterWaiting);
        var id = await StartWaitingAsync(runtime);

        await Assert.ThrowsAsync<WorkflowNotCompletedException>(() => runtime.Client.PurgeWorkflowAsync(id));

        await runtime.Client.RaiseEventAsync(id, "Go", "on");
        Assert.Equal("on", (await EndOfAsync(runtime, id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task H5_purging_removes_a_finished_instance_and_its_children()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterWorkflow<int, int>("Child", (_, n) => Task.FromResult(n));
            w.RegisterWorkflow<int, int>(
                "Test",
                (context, n) => context.CallChildWorkflowAsync<int>("Child", n, new ChildWorkflowTaskOptions("child"))
            );
        });
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test", input: 1);
        await EndOfAsync(runtime, id);

        await runtime.Client.PurgeWorkflowAsync(id);

        Assert.Null(await runtime.Client.GetWorkflowStateAsync(id));
        Assert.Null(await runtime.Client.GetWorkflowStateAsync("child"));
    }

    [Fact]
    public async Task A_start_in_the_future_waits_for_its_time()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<int, int>("Test", (_, n) => Task.FromResult(n))
        );
        var id = await runtime.Client.ScheduleNewWorkflowAsync(
            "Test",
            input: 5,
            startTime: ManualTime.Start.AddHours(1)
        );

        var early = await runtime.Client.GetWorkflowStateAsync(id);
        var state = await EndWithTimeAsync(runtime, id, TimeSpan.FromMinutes(30));

        Assert.Equal(WorkflowRuntimeStatus.Pending, early!.RuntimeStatus);
        Assert.Equal(5, state.ReadOutputAs<int>());
    }

    [Fact]
    public async Task Waiting_for_the_start_returns_once_the_instance_has_begun()
    {
        await using var runtime = await StartAsync(RegisterWaiting);
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");

        var state = await runtime.Client.WaitForWorkflowStartAsync(id).WaitAsync(Bound);

        Assert.Equal(WorkflowRuntimeStatus.Running, state.RuntimeStatus);
    }

    [Fact]
    public async Task The_state_can_be_had_without_payloads()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<int, int>("Test", (_, n) => Task.FromResult(n))
        );
        var id = (await RunAsync(runtime, 1)).InstanceId;

        var state = await runtime.Client.GetWorkflowStateAsync(id, getInputsAndOutputs: false);

        Assert.Null(state!.SerializedInput);
        Assert.Null(state.SerializedOutput);
    }

    [Fact]
    public async Task The_history_tells_what_happened_in_order()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<int, int>("Echo", (_, n) => Task.FromResult(n));
            w.RegisterWorkflow<int, int>("Test", (context, n) => context.CallActivityAsync<int>("Echo", n));
        });
        var id = (await RunAsync(runtime, 1)).InstanceId;

        var history = await runtime.Client.GetWorkflowHistoryAsync(id);

        string[] expected = ["ExecutionStarted", "TaskScheduled", "TaskCompleted", "ExecutionCompleted"];
        Assert.Equal(expected, history.Select(e => e.Type).Where(t => t != "WorkflowStarted"));
        Assert.Equal("Echo", history.Single(e => e.Type == "TaskScheduled").Name);
    }

    [Fact]
    public async Task Instances_are_listed_page_by_page_and_by_status()
    {
        await using var runtime = await StartAsync(RegisterWaiting);
        var waiting = await StartWaitingAsync(runtime);
        for (var n = 0; n < 4; n++)
        {
            var done = await StartWaitingAsync(runtime);
            await runtime.Client.RaiseEventAsync(done, "Go", "on");
            await EndOfAsync(runtime, done);
        }

        var all = await ListAsync(runtime, new WorkflowQuery { PageSize = 2 });
        var running = await ListAsync(runtime, new WorkflowQuery { RuntimeStatus = WorkflowRuntimeStatus.Running });
        var others = await ListAsync(runtime, new WorkflowQuery { WorkflowName = "Other" });

        Assert.Equal(5, all.Distinct().Count());
        Assert.Equal([waiting], running);
        Assert.Empty(others);
    }

    [Fact]
    public async Task A_crash_between_two_steps_changes_nothing()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<string, string>("Echo", (_, text) => Task.FromResult(text));
            w.RegisterWorkflow<string, string>(
                "Test",
                async (context, _) =>
                {
                    var before = await context.CallActivityAsync<string>("Echo", "before");
                    context.SetCustomStatus("waiting");
                    return before + await context.WaitForExternalEventAsync<string>("Go");
                }
            );
        });
        var id = await StartWaitingAsync(runtime);

        await runtime.CrashAsync();
        await runtime.Client.RaiseEventAsync(id, "Go", " after");
        var state = await EndOfAsync(runtime, id);

        Assert.Equal("before after", state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_timer_survives_a_crash()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<string, int>(
                "Test",
                async (context, _) =>
                {
                    context.SetCustomStatus("waiting");
                    await context.CreateTimer(TimeSpan.FromHours(1));
                    return 1;
                }
            )
        );
        var id = await StartWaitingAsync(runtime);

        await runtime.CrashAsync();
        await runtime.AdvanceAsync(TimeSpan.FromHours(2));
        var state = await EndOfAsync(runtime, id);

        Assert.Equal(1, state.ReadOutputAs<int>());
    }

    [Fact]
    public async Task W25_an_activity_that_a_crash_interrupts_runs_again()
    {
        var runs = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var began = new TaskCompletionSource();
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<int, int>(
                "Interrupted",
                async (context, n) =>
                {
                    runs.Enqueue(context.TaskExecutionId);
                    if (runs.Count == 1)
                    {
                        began.SetResult();
                        await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
                    }

                    return n;
                }
            );
            w.RegisterWorkflow<int, int>("Test", (context, n) => context.CallActivityAsync<int>("Interrupted", n));
        });
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test", input: 8);
        await began.Task.WaitAsync(Bound);

        await runtime.CrashAsync();
        var state = await EndOfAsync(runtime, id);

        Assert.Equal(8, state.ReadOutputAs<int>());
        Assert.Equal(2, runs.Count);
        Assert.Single(runs.Distinct());
    }

    [Fact]
    public async Task Many_instances_finish_side_by_side()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<int, int>("Echo", (_, n) => Task.FromResult(n));
            w.RegisterWorkflow<int, int>(
                "Test",
                async (context, n) =>
                    await context.CallActivityAsync<int>("Echo", n) + await context.CallActivityAsync<int>("Echo", n)
            );
        });

        var ends = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => RunAsync(runtime, n)));

        Assert.Equal(Enumerable.Range(0, 100).Select(n => 2 * n), ends.Select(e => e.ReadOutputAs<int>()));
    }

    private static async Task<List<string>> ListAsync(IWorkflowRuntime runtime, WorkflowQuery query)
    {
        var found = new List<string>();
        WorkflowPage page;
        do
        {
            page = await runtime.Client.ListWorkflowsAsync(query);
            found.AddRange(page.Workflows.Select(w => w.InstanceId));
            query = query with { ContinuationToken = page.ContinuationToken };
        } while (page.ContinuationToken is not null);
        return found;
    }
}
