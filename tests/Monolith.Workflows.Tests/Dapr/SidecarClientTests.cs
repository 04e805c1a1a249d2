using System.Collections.Concurrent;
using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Tests.Dapr;

/// <summary>The client beside a sidecar.</summary>
public sealed class SidecarClientTests
{
    [Fact]
    public async Task H6_A_paused_instance_takes_results_and_events_in_their_order_once_it_is_resumed()
    {
        var held = new TaskCompletionSource<string>();
        await using var runtime = await SidecarRuntime.StartAsync(w =>
        {
            w.RegisterActivity<int, string>("Hold", (_, _) => held.Task);
            w.RegisterWorkflow<int, string[]>(
                "Test",
                async (context, _) =>
                {
                    var order = new List<string>();
                    var result = NoteAsync(context.CallActivityAsync<string>("Hold"));
                    var first = NoteAsync(context.WaitForExternalEventAsync<string>("first"));
                    var second = NoteAsync(context.WaitForExternalEventAsync<string>("second"));
                    await Task.WhenAll(result, first, second);
                    return [.. order];

                    async Task NoteAsync(Task<string> task) => order.Add(await task);
                }
            );
        });
        var client = runtime.Client;
        var id = await client.ScheduleNewWorkflowAsync("Test");
        await client.WaitForWorkflowStartAsync(id);

        await client.SuspendWorkflowAsync(id, "the warehouse is closed");
        await ReachesAsync(client, id, WorkflowRuntimeStatus.Suspended);
        await client.RaiseEventAsync(id, "second", "the second event");
        await Eventually.HoldsAsync(
            () => runtime.Sidecar.Workflows.Recorder.Turns.Count >= 3,
            "the event was looked at"
        );
        held.SetResult("the activity");
        await Eventually.HoldsAsync(() => runtime.Sidecar.Workflows.Recorder.Turns.Count >= 4, "and the result");
        await client.RaiseEventAsync(id, "first", "the first event");
        Assert.Equal(WorkflowRuntimeStatus.Suspended, (await client.GetWorkflowStateAsync(id))!.RuntimeStatus);
        await client.ResumeWorkflowAsync(id, "it is open");

        Assert.Equal(
            ["the second event", "the activity", "the first event"],
            (await EndAsync(client, id)).ReadOutputAs<string[]>()!
        );
        var history = await client.GetWorkflowHistoryAsync(id);
        Assert.Equal("the warehouse is closed", history.Single(e => e.Type == "ExecutionSuspended").Data);
        Assert.Equal("it is open", history.Single(e => e.Type == "ExecutionResumed").Data);
    }

    [Fact]
    public async Task H7_Terminate_ends_an_instance_and_its_children_and_ignores_what_still_runs()
    {
        var held = new ConcurrentQueue<TaskCompletionSource<int>>();
        await using var runtime = await SidecarRuntime.StartAsync(w =>
        {
            w.RegisterActivity<int, int>(
                "Hold",
                (_, _) =>
                {
                    var result = new TaskCompletionSource<int>();
                    held.Enqueue(result);
                    return result.Task;
                }
            );
            w.RegisterWorkflow<int, int>("Child", (context, _) => context.CallActivityAsync<int>("Hold"));
            w.RegisterWorkflow<int, int>(
                "Test",
                async (context, _) =>
                {
                    var own = context.CallActivityAsync<int>("Hold");
                    await context.CallChildWorkflowAsync<int>("Child", 1, new ChildWorkflowTaskOptions("child"));
                    return await own;
                }
            );
        });
        var client = runtime.Client;
        var id = await client.ScheduleNewWorkflowAsync("Test");
        await Eventually.HoldsAsync(() => held.Count == 2, "both activities run");

        await client.TerminateWorkflowAsync(id, "that is enough");
        var state = await EndAsync(client, id);
        await ReachesAsync(client, "child", WorkflowRuntimeStatus.Terminated);
        foreach (var result in held)
        {
            result.SetResult(1);
        }

        await Eventually.HoldsAsync(() => runtime.Sidecar.Workflows.IsIdle, "the activities have ended");
        Assert.Equal(WorkflowRuntimeStatus.Terminated, state.RuntimeStatus);
        Assert.Equal("that is enough", state.ReadOutputAs<string>());
        Assert.Equal(WorkflowRuntimeStatus.Terminated, (await client.GetWorkflowStateAsync(id))!.RuntimeStatus);
        Assert.DoesNotContain(await client.GetWorkflowHistoryAsync(id), e => e.Type == "TaskCompleted");
    }

    [Fact]
    public async Task H8_A_stalled_instance_is_shown_as_stalled_and_takes_no_events_but_can_be_ended()
    {
        await using var runtime = await SidecarRuntime.StartAsync(_ => { });
        var settings = runtime.Environment;
        settings["Monolith:Workflows:UnknownWorkflow"] = "Stall";
        await runtime.Host.StopAsync();
        await using var host = await WorkflowHost.StartAsync(settings, _ => { });

        var id = await host.Client.ScheduleNewWorkflowAsync("FromTheNextVersion");
        await ReachesAsync(host.Client, id, WorkflowRuntimeStatus.Stalled);

        Assert.Equal("UNKNOWN", runtime.Sidecar.Workflows.StatusOf(id));
        await Assert.ThrowsAsync<WorkflowStalledException>(() => host.Client.RaiseEventAsync(id, "go"));
        await host.Client.TerminateWorkflowAsync(id);
    }

    [Fact]
    public async Task A_start_of_an_active_id_is_refused_and_one_of_a_finished_id_replaces_it()
    {
        await using var runtime = await SidecarRuntime.StartAsync(Waiting);
        var client = runtime.Client;
        Assert.Equal("one", await client.ScheduleNewWorkflowAsync("Test", "one", 1));

        await Assert.ThrowsAsync<WorkflowAlreadyExistsException>(() =>
            client.ScheduleNewWorkflowAsync("Test", "one", 2)
        );
        await Assert.ThrowsAsync<WorkflowAlreadyExistsException>(() =>
            client.ScheduleNewWorkflowAsync("Test", "one", 2, ManualTime.Start.AddDays(1))
        );
        await client.RaiseEventAsync("one", "go");
        await EndAsync(client, "one");
        await client.ScheduleNewWorkflowAsync("Test", "one", 3);

        Assert.Equal(3, (await client.GetWorkflowStateAsync("one"))!.ReadInputAs<int>());
    }

    [Fact]
    public async Task A_start_in_the_future_happens_then()
    {
        await using var runtime = await SidecarRuntime.StartAsync(Waiting);
        var client = runtime.Client;

        var id = await client.ScheduleNewWorkflowAsync("Test", input: 7, startTime: ManualTime.Start.AddHours(1));
        await runtime.AdvanceAsync(TimeSpan.FromMinutes(59));
        await Eventually.HoldsAsync(() => runtime.Sidecar.Workflows.IsIdle, "nothing is to be done");
        Assert.Equal(WorkflowRuntimeStatus.Pending, (await client.GetWorkflowStateAsync(id))!.RuntimeStatus);
        await runtime.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(WorkflowRuntimeStatus.Running, (await client.WaitForWorkflowStartAsync(id)).RuntimeStatus);
        await client.RaiseEventAsync(id, "go");
        Assert.Equal(7, (await EndAsync(client, id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task What_is_asked_of_an_instance_that_is_not_there_says_so()
    {
        await using var runtime = await SidecarRuntime.StartAsync(Waiting);
        var client = runtime.Client;

        Assert.Null(await client.GetWorkflowStateAsync("nobody"));
        Func<Task>[] calls =
        [
            () => client.RaiseEventAsync("nobody", "go"),
            () => client.SuspendWorkflowAsync("nobody"),
            () => client.SuspendWorkflowAsync("nobody", "with a reason"),
            () => client.ResumeWorkflowAsync("nobody"),
            () => client.TerminateWorkflowAsync("nobody"),
            () => client.TerminateWorkflowAsync("nobody", "with an output"),
            () => client.PurgeWorkflowAsync("nobody"),
            () => client.GetWorkflowHistoryAsync("nobody"),
            () => client.WaitForWorkflowCompletionAsync("nobody"),
        ];
        foreach (var call in calls)
        {
            Assert.Equal("nobody", (await Assert.ThrowsAsync<WorkflowNotFoundException>(call)).InstanceId);
        }
    }

    [Fact]
    public async Task Only_a_finished_instance_can_be_purged()
    {
        await using var runtime = await SidecarRuntime.StartAsync(Waiting);
        var client = runtime.Client;
        var id = await client.ScheduleNewWorkflowAsync("Test", input: 1);

        await Assert.ThrowsAsync<WorkflowNotCompletedException>(() => client.PurgeWorkflowAsync(id));
        await client.RaiseEventAsync(id, "go");
        await EndAsync(client, id);
        await client.PurgeWorkflowAsync(id);

        Assert.Null(await client.GetWorkflowStateAsync(id));
    }

    [Fact]
    public async Task A_list_goes_over_all_pages_and_shows_what_was_asked_for()
    {
        await using var runtime = await SidecarRuntime.StartAsync(w =>
        {
            Waiting(w);
            w.RegisterWorkflow<int, int>("Quick", (_, number) => Task.FromResult(number));
        });
        var client = runtime.Client;
        for (var i = 0; i < 7; i++)
        {
            await client.ScheduleNewWorkflowAsync("Test", $"test-{i}", i);
            await client.ScheduleNewWorkflowAsync("Quick", $"quick-{i}", i);
            await EndAsync(client, $"quick-{i}");
        }

        Assert.Equal(14, (await AllAsync(new WorkflowQuery { PageSize = 3 })).Count);
        Assert.Equal(
            Enumerable.Range(0, 7).Select(i => $"test-{i}"),
            await AllAsync(new WorkflowQuery { WorkflowName = "Test", PageSize = 4 })
        );
        Assert.Equal(7, (await AllAsync(new WorkflowQuery { RuntimeStatus = WorkflowRuntimeStatus.Completed })).Count);
        Assert.Empty(await AllAsync(new WorkflowQuery { RuntimeStatus = WorkflowRuntimeStatus.Failed }));

        async Task<IReadOnlyList<string>> AllAsync(WorkflowQuery query)
        {
            var ids = new List<string>();
            do
            {
                var page = await client.ListWorkflowsAsync(query);
                ids.AddRange(page.Workflows.Select(w => w.InstanceId));
                query = query with { ContinuationToken = page.ContinuationToken };
            } while (query.ContinuationToken is not null);

            ids.Sort(StringComparer.Ordinal);
            return ids;
        }
    }

    [Fact]
    public async Task An_input_that_is_too_large_is_refused_before_it_is_sent()
    {
        await using var runtime = await SidecarRuntime.StartAsync(Waiting);
        var large = new string('x', 1024 * 1024);

        await Assert.ThrowsAsync<WorkflowPayloadTooLargeException>(() =>
            runtime.Client.ScheduleNewWorkflowAsync("Test", "one", large)
        );

        Assert.Null(await runtime.Client.GetWorkflowStateAsync("one"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:b")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task An_id_that_is_not_allowed_is_refused(string id)
    {
        await using var runtime = await SidecarRuntime.StartAsync(Waiting);

        await Assert.ThrowsAsync<ArgumentException>(() => runtime.Client.ScheduleNewWorkflowAsync("Test", id));
    }

    [Fact]
    public async Task Without_any_worker_a_request_ends_with_an_error_in_good_time()
    {
        await using var runtime = await SidecarRuntime.StartAsync(Waiting);
        var settings = runtime.Environment;
        settings["Monolith:Workflows:Dapr:RequestTimeout"] = "00:00:00.1";
        settings["Monolith:Dapr:MaxRetries"] = "0";
        await using var host = await WorkflowHost.StartAsync(settings, Waiting);
        await runtime.Host.StopAsync();
        await host.StopAsync();
        await Eventually.HoldsAsync(
            () => runtime.Sidecar.Workflows.ConnectedWorkers == 0,
            "the sidecar knows that no worker is left"
        );

        await Assert.ThrowsAsync<WorkflowBackendException>(() => host.Client.ScheduleNewWorkflowAsync("Test", "one"));
    }

    private static void Waiting(WorkflowRegistration workflows) =>
        workflows.RegisterWorkflow<int, int>(
            "Test",
            async (context, number) =>
            {
                await context.WaitForExternalEventAsync<object>("go");
                return number;
            }
        );

    private static Task ReachesAsync(IWorkflowClient client, string id, WorkflowRuntimeStatus status) =>
        Eventually.HoldsAsync(
            async () => (await client.GetWorkflowStateAsync(id))?.RuntimeStatus == status,
            $"{id} is {status}"
        );

    private static async Task<WorkflowState> EndAsync(IWorkflowClient client, string id)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await client.WaitForWorkflowCompletionAsync(id, cancellationToken: bound.Token);
    }
}
