using System.Collections.Concurrent;
using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Tests.Embedded;

/// <summary>What becomes of instances when programs come and go and time passes. The embedded engine's own affairs.</summary>
public sealed class EngineLifeTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_stalled_instance_goes_on_once_a_program_starts_that_knows_its_workflow()
    {
        await using var runtime = await EmbeddedRuntime.StartAsync(
            RegisterWaiting,
            With("UnknownWorkflow", nameof(UnknownWorkflow.Stall))
        );
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        await ReachesAsync(runtime, id, WorkflowRuntimeStatus.Running);
        await runtime.DeployAsync(_ => { });
        await runtime.Client.RaiseEventAsync(id, "go", 7);
        await ReachesAsync(runtime, id, WorkflowRuntimeStatus.Stalled);

        await runtime.DeployAsync(RegisterWaiting);

        Assert.Equal(7, (await EndOfAsync(runtime, id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_finished_instance_is_removed_after_its_time_and_no_other()
    {
        await using var runtime = await EmbeddedRuntime.StartAsync(RegisterWaiting, With("Retention", "1.00:00:00"));
        var waiting = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        var old = await FinishAsync(runtime);
        await runtime.AdvanceAsync(TimeSpan.FromHours(12));
        var young = await FinishAsync(runtime);
        await runtime.AdvanceAsync(TimeSpan.FromHours(12));

        // The engine looks every hour of its clock.
        await Eventually.HoldsAsync(
            async () =>
            {
                await runtime.AdvanceAsync(TimeSpan.FromMinutes(1));
                return await runtime.Client.GetWorkflowStateAsync(old) is null;
            },
            "the old instance is gone",
            Bound
        );

        Assert.NotNull(await runtime.Client.GetWorkflowStateAsync(young));
        Assert.NotNull(await runtime.Client.GetWorkflowStateAsync(waiting));
    }

    [Fact]
    public async Task A_stop_waits_for_an_activity_that_runs()
    {
        var work = new HeldActivity();
        await using var runtime = await EmbeddedRuntime.StartAsync(work.Register, With("DrainTimeout", "00:00:30"));
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        await Eventually.HoldsAsync(() => !work.Runs.IsEmpty, "the activity runs", Bound);

        var restart = runtime.CrashAsync();
        var isOverBefore = restart.IsCompleted;
        work.Release();
        await restart;

        Assert.False(isOverBefore);
        Assert.Equal(1, (await EndOfAsync(runtime, id)).ReadOutputAs<int>());
        Assert.Single(work.Runs);
    }

    [Fact]
    public async Task An_activity_that_does_not_end_in_time_is_left_behind_and_runs_again()
    {
        var work = new HeldActivity();
        await using var runtime = await EmbeddedRuntime.StartAsync(work.Register, With("DrainTimeout", "00:00:00.05"));
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        await Eventually.HoldsAsync(() => !work.Runs.IsEmpty, "the activity runs", Bound);

        await runtime.CrashAsync();
        var state = await EndOfAsync(runtime, id);
        work.Release(); // what the first run returns now, nobody hears

        Assert.Equal(2, state.ReadOutputAs<int>());
        Assert.Equal(2, work.Runs.Count);
        Assert.Single(work.Runs.Distinct(StringComparer.Ordinal));
    }

    private static void RegisterWaiting(WorkflowRegistration workflows) =>
        workflows.RegisterWorkflow<string, int>("Test", (context, _) => context.WaitForExternalEventAsync<int>("go"));

    private static Dictionary<string, string?> With(string option, string value) =>
        new(StringComparer.Ordinal) { [$"Monolith:Workflows:{option}"] = value };

    private static async Task<string> FinishAsync(EmbeddedRuntime runtime)
    {
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        await runtime.Client.RaiseEventAsync(id, "go", 1);
        await EndOfAsync(runtime, id);
        return id;
    }

    private static async Task<WorkflowState> EndOfAsync(EmbeddedRuntime runtime, string id)
    {
        using var bound = new CancellationTokenSource(Bound);
        return await runtime.Client.WaitForWorkflowCompletionAsync(id, cancellationToken: bound.Token);
    }

    private static Task ReachesAsync(EmbeddedRuntime runtime, string id, WorkflowRuntimeStatus status) =>
        Eventually.HoldsAsync(
            async () => (await runtime.Client.GetWorkflowStateAsync(id))?.RuntimeStatus == status,
            $"{id} is {status}",
            Bound
        );

    /// <summary>An activity whose first run does not end before it is told to, whatever its cancellation says.</summary>
    private sealed class HeldActivity
    {
        private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Runs { get; } = new();

        public void Release() => _release.SetResult();

        public void Register(WorkflowRegistration workflows)
        {
            workflows.RegisterWorkflow<string, int>("Test", (context, _) => context.CallActivityAsync<int>("Work"));
            workflows.RegisterActivity<string, int>(
                "Work",
                async (context, _) =>
                {
                    Runs.Enqueue(context.TaskExecutionId);
                    var run = Runs.Count;
                    if (run == 1)
                    {
                        await _release.Task;
                    }

                    return run;
                }
            );
        }
    }
}
