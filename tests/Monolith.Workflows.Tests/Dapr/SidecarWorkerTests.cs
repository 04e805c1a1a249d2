using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Monolith.DaprSidecar.Workflows;
using Monolith.Platform.Workflows;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Workflows.Tests.Dapr;

/// <summary>The worker beside a sidecar that comes and goes, and beside other workers.</summary>
public sealed class SidecarWorkerTests
{
    [Fact]
    public async Task G1_A_worker_with_the_wrong_token_gets_no_work_and_says_why()
    {
        await using var runtime = await SidecarRuntime.StartAsync(AddOne);
        await Eventually.HoldsAsync(() => runtime.Sidecar.Workflows.ConnectedWorkers == 1, "our own worker is there");
        var settings = runtime.Environment;
        settings["DAPR_API_TOKEN"] = "another secret";

        await using var stranger = await WorkflowHost.StartAsync(settings, AddOne);

        await Eventually.HoldsAsync(
            () => stranger.Logs.Lines.Any(line => line.Text.Contains("Unauthenticated", StringComparison.Ordinal)),
            "the worker was refused"
        );
        Assert.DoesNotContain(stranger.Logs.Lines, line => line.Text.Contains("secret", StringComparison.Ordinal));
        Assert.Equal(1, runtime.Sidecar.Workflows.ConnectedWorkers);
    }

    [Fact]
    public async Task G5_After_a_restart_of_the_sidecar_every_instance_finishes()
    {
        await using var runtime = await SidecarRuntime.StartAsync(w =>
        {
            AddOne(w);
            w.RegisterWorkflow<int, int>(
                "Test",
                async (context, number) =>
                {
                    var one = await context.CallActivityAsync<int>("AddOne", number);
                    var two = await context.WaitForExternalEventAsync<int>("go");
                    return await context.CallActivityAsync<int>("AddOne", one + two);
                }
            );
        });
        var ids = await StartAsync(runtime, 20);

        await runtime.Sidecar.RestartAsync();
        foreach (var id in ids)
        {
            await runtime.Client.RaiseEventAsync(id, "go", 100);
        }

        await runtime.Sidecar.RestartAsync();
        Assert.Equal(Enumerable.Range(102, 20), await OutputsAsync(runtime, ids));
    }

    [Fact]
    public async Task G6_A_stream_that_is_cut_after_the_item_came_counts_the_outcome_once()
    {
        var runs = new ConcurrentQueue<(TaskCompletionSource<string> Result, CancellationToken Token)>();
        await using var runtime = await SidecarRuntime.StartAsync(w =>
        {
            w.RegisterActivity<int, string>(
                "Hold",
                (context, _) =>
                {
                    var result = new TaskCompletionSource<string>();
                    runs.Enqueue((result, context.CancellationToken));
                    return result.Task;
                }
            );
            w.RegisterWorkflow<int, string>("Test", (context, _) => context.CallActivityAsync<string>("Hold"));
        });
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test", input: 0);
        await Eventually.HoldsAsync(() => runs.Count == 1, "the activity runs");

        runtime.Sidecar.Workflows.AbortStreams();
        await Eventually.HoldsAsync(() => runs.Count == 2, "the activity runs again");
        var (first, second) = (runs.ElementAt(0), runs.ElementAt(1));
        Assert.False(first.Token.IsCancellationRequested);
        first.Result.SetResult("the first, too late");
        Assert.Null((await runtime.Client.GetWorkflowStateAsync(id))!.SerializedOutput);
        second.Result.SetResult("the second");

        var state = await EndAsync(runtime, id);
        Assert.Equal("the second", state.ReadOutputAs<string>());
        var history = await runtime.Client.GetWorkflowHistoryAsync(id);
        Assert.Single(history, e => e.Type == "TaskCompleted");
    }

    [Theory]
    [InlineData(SidecarVersion.V117)]
    [InlineData(SidecarVersion.V119)]
    public async Task G6_Streams_that_are_cut_around_completions_lose_and_repeat_nothing(SidecarVersion version)
    {
        await using var runtime = await SidecarRuntime.StartAsync(
            w =>
            {
                AddOne(w);
                w.RegisterWorkflow<int, int>("Test", AddTenTimesAsync);
            },
            version
        );
        var faults = runtime.Sidecar.Workflows.Faults;
        faults.CutsBeforeCompletion.Add(5);
        faults.CutsAfterCompletion.Add(5);
        faults.DuplicatedWorkItems.Add(5);
        faults.UnknownWorkItems.Add(5);
        faults.LostCommits.Add(5);
        faults.ChunkBytes = 3;

        var ids = await StartAsync(runtime, 10);

        Assert.Equal(Enumerable.Range(10, 10), await OutputsAsync(runtime, ids));
    }

    [Fact]
    public async Task G10_200_instances_with_10_activities_each_finish_side_by_side()
    {
        await using var runtime = await SidecarRuntime.StartAsync(w =>
        {
            AddOne(w);
            w.RegisterWorkflow<int, int>(
                "Test",
                async (context, number) =>
                {
                    var ones = Enumerable.Range(0, 10).Select(_ => context.CallActivityAsync<int>("AddOne", 0));
                    return number + (await Task.WhenAll(ones)).Sum();
                }
            );
        });

        var ids = await StartAsync(runtime, 200);

        Assert.Equal(Enumerable.Range(10, 200), await OutputsAsync(runtime, ids));
        Assert.DoesNotContain(runtime.Host.Logs.Lines, line => line.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task G11_Turns_are_completed_by_the_method_that_every_supported_sidecar_knows()
    {
        await using var sidecar = await ScriptedSidecar.StartAsync();
        await using var host = await WorkflowHost.StartAsync(sidecar.Environment, AddOne);

        sidecar.Send(new WorkItem { WorkflowRequest = new WorkflowRequest { InstanceId = "one" } });

        await Eventually.HoldsAsync(() => sidecar.Calls.Count == 3, "the turn is answered");
        Assert.Equal("CompleteOrchestratorTask", sidecar.Calls[^1]);
    }

    [Fact]
    public async Task W25_An_activity_whose_worker_died_runs_again()
    {
        var runs = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var begun = new TaskCompletionSource();
        await using var runtime = await SidecarRuntime.StartAsync(w =>
        {
            w.RegisterActivity<int, int>(
                "Once",
                async (context, number) =>
                {
                    // The execution id is the same for each run, and so recognises what was done already.
                    if (runs.AddOrUpdate(context.TaskExecutionId, 1, (_, count) => count + 1) == 1)
                    {
                        begun.SetResult();
                        await Task.Delay(Timeout.Infinite, context.CancellationToken);
                    }

                    return number + 1;
                }
            );
            w.RegisterWorkflow<int, int>("Test", (context, number) => context.CallActivityAsync<int>("Once", number));
        });
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test", input: 1);
        await begun.Task;

        await runtime.CrashAsync();

        Assert.Equal(2, (await EndAsync(runtime, id)).ReadOutputAs<int>());
        Assert.Equal(2, Assert.Single(runs).Value);
    }

    [Fact]
    public async Task W29_Two_workers_share_the_load_and_any_turn_may_run_on_either()
    {
        var turns = new ConcurrentDictionary<string, ConcurrentDictionary<string, bool>>(StringComparer.Ordinal);
        await using var runtime = await SidecarRuntime.StartAsync(w => Register(w, "first"));
        await using var second = await WorkflowHost.StartAsync(runtime.Environment, w => Register(w, "second"));
        await Eventually.HoldsAsync(() => runtime.Sidecar.Workflows.ConnectedWorkers == 2, "both are connected");

        var ids = await StartAsync(runtime, 20);

        Assert.Equal(Enumerable.Range(10, 20), await OutputsAsync(runtime, ids));
        Assert.Contains(turns, instance => instance.Value.Count == 2);

        void Register(WorkflowRegistration w, string worker)
        {
            AddOne(w);
            w.RegisterWorkflow<int, int>(
                "Test",
                (context, number) =>
                {
                    turns.GetOrAdd(context.InstanceId, _ => new(StringComparer.Ordinal))[worker] = true;
                    return AddTenTimesAsync(context, number);
                }
            );
        }
    }

    [Fact]
    public async Task E10_An_activity_that_runs_at_a_stop_is_completed_and_does_not_run_again()
    {
        var runs = 0;
        var begun = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        await using var runtime = await SidecarRuntime.StartAsync(Register);
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test", input: 1);
        await begun.Task;

        var stopping = runtime.Host.StopAsync();
        end.SetResult();
        await stopping;
        await using var successor = await WorkflowHost.StartAsync(runtime.Environment, Register);

        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var state = await successor.Client.WaitForWorkflowCompletionAsync(id, cancellationToken: bound.Token);
        Assert.Equal((2, 1), (state.ReadOutputAs<int>(), runs));

        void Register(WorkflowRegistration w)
        {
            w.RegisterActivity<int, int>(
                "Wait",
                async (_, number) =>
                {
                    Interlocked.Increment(ref runs);
                    begun.TrySetResult();
                    await end.Task;
                    return number + 1;
                }
            );
            w.RegisterWorkflow<int, int>("Test", (context, number) => context.CallActivityAsync<int>("Wait", number));
        }
    }

    private static void AddOne(WorkflowRegistration workflows) =>
        workflows.RegisterActivity<int, int>("AddOne", (_, number) => Task.FromResult(number + 1));

    private static async Task<int> AddTenTimesAsync(WorkflowContext context, int number)
    {
        for (var i = 0; i < 10; i++)
        {
            number = await context.CallActivityAsync<int>("AddOne", number);
        }

        return number;
    }

    private static async Task<IReadOnlyList<string>> StartAsync(SidecarRuntime runtime, int count)
    {
        var ids = new List<string>();
        for (var number = 0; number < count; number++)
        {
            ids.Add(await runtime.Client.ScheduleNewWorkflowAsync("Test", input: number));
        }

        return ids;
    }

    private static async Task<IReadOnlyList<int>> OutputsAsync(SidecarRuntime runtime, IEnumerable<string> ids)
    {
        var outputs = new List<int>();
        foreach (var id in ids)
        {
            outputs.Add((await EndAsync(runtime, id)).ReadOutputAs<int>());
        }

        return outputs;
    }

    private static async Task<WorkflowState> EndAsync(SidecarRuntime runtime, string id)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await runtime.Client.WaitForWorkflowCompletionAsync(id, cancellationToken: bound.Token);
    }
}
