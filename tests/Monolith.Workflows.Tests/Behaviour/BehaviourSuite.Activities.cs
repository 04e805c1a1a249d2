using System.Collections.Concurrent;
using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Tests.Behaviour;

public abstract partial class BehaviourSuite
{
    private sealed class Doubler : WorkflowActivity<int, int>
    {
        public override Task<int> RunAsync(WorkflowActivityContext context, int input) => Task.FromResult(input * 2);
    }

    private sealed class DoubleTwice : Workflow<int, int>
    {
        public override async Task<int> RunAsync(WorkflowContext context, int input)
        {
            var once = await context.CallActivityAsync<int>(nameof(Doubler), input);
            return await context.CallActivityAsync<int>(nameof(Doubler), once);
        }
    }

    [Fact]
    public async Task Classes_are_registered_under_their_names_and_steps_follow_one_another()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterWorkflow<DoubleTwice>();
            w.RegisterActivity<Doubler>();
        });

        var id = await runtime.Client.ScheduleNewWorkflowAsync(nameof(DoubleTwice), input: 5);
        var state = await EndOfAsync(runtime, id);

        Assert.Equal(20, state.ReadOutputAs<int>());
    }

    [Fact]
    public async Task W7_many_activities_run_side_by_side_and_each_result_reaches_its_call()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<Doubler>();
            w.RegisterWorkflow<int, int[]>(
                "Test",
                (context, count) =>
                    Task.WhenAll(
                        Enumerable.Range(0, count).Select(n => context.CallActivityAsync<int>(nameof(Doubler), n))
                    )
            );
        });

        var state = await RunAsync(runtime, 50);

        Assert.Equal(Enumerable.Range(0, 50).Select(n => n * 2), state.ReadOutputAs<int[]>()!);
    }

    [Fact]
    public async Task The_first_of_two_activities_decides()
    {
        var held = new TaskCompletionSource<string>();
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<string, string>("Slow", (_, _) => held.Task);
            w.RegisterActivity<string, string>("Quick", (_, _) => Task.FromResult("quick"));
            w.RegisterWorkflow<string, string>(
                "Test",
                async (context, _) =>
                {
                    var slow = context.CallActivityAsync<string>("Slow");
                    var quick = context.CallActivityAsync<string>("Quick");
                    return await await Task.WhenAny(slow, quick);
                }
            );
        });

        var state = await RunAsync(runtime);

        held.SetResult("slow");
        Assert.Equal("quick", state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task W19_a_failed_activity_is_an_exception_that_the_code_can_catch()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<string, int>("Fails", (_, _) => throw new InvalidOperationException("broken"));
            w.RegisterWorkflow<string, string>(
                "Test",
                async (context, _) =>
                {
                    try
                    {
                        return $"{await context.CallActivityAsync<int>("Fails")}";
                    }
                    catch (WorkflowTaskFailedException e)
                        when (e.FailureDetails.IsCausedBy<InvalidOperationException>())
                    {
                        return e.FailureDetails.ErrorMessage;
                    }
                }
            );
        });

        var state = await RunAsync(runtime);

        Assert.Equal("broken", state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task W19_an_uncaught_failure_of_an_activity_fails_the_workflow()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<string, int>("Fails", (_, _) => throw new InvalidOperationException("broken"));
            w.RegisterWorkflow<string, int>("Test", (context, _) => context.CallActivityAsync<int>("Fails"));
        });

        var state = await RunAsync(runtime);

        Assert.Equal(WorkflowRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.Contains("broken", state.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("Fails", state.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task W21_an_unknown_activity_fails_once_whatever_the_retry_policy_says()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<string, string>(
                "Test",
                async (context, _) =>
                {
                    var policy = new WorkflowRetryPolicy(5, TimeSpan.FromHours(1));
                    try
                    {
                        await context.CallActivityAsync("Nowhere", options: new WorkflowTaskOptions(policy));
                        return "";
                    }
                    catch (WorkflowTaskFailedException e)
                    {
                        return e.FailureDetails.ErrorType;
                    }
                }
            )
        );

        var state = await RunAsync(runtime);

        Assert.Equal("ActivityNotFound", state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task W20_a_failing_activity_is_tried_again_with_the_same_execution_id_until_it_succeeds()
    {
        var runs = new ConcurrentQueue<WorkflowActivityContext>();
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<string, int>(
                "Third",
                (context, _) =>
                {
                    runs.Enqueue(context);
                    return runs.Count < 3
                        ? throw new InvalidOperationException("not yet")
                        : Task.FromResult(runs.Count);
                }
            );
            w.RegisterWorkflow<string, int>(
                "Test",
                (context, _) =>
                    context.CallActivityAsync<int>(
                        "Third",
                        options: new WorkflowTaskOptions(new WorkflowRetryPolicy(5, TimeSpan.FromSeconds(10), 2))
                    )
            );
        });

        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        var state = await EndWithTimeAsync(runtime, id, TimeSpan.FromSeconds(5));

        Assert.Equal(3, state.ReadOutputAs<int>());
        Assert.Single(runs.Select(r => r.TaskExecutionId).Distinct());
        Assert.Equal(3, runs.Select(r => r.TaskId).Distinct().Count());
        Assert.All(runs, r => Assert.Equal(id, r.InstanceId));
    }

    [Fact]
    public async Task W20_the_last_failure_goes_through_when_the_tries_are_used_up()
    {
        var runs = 0;
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<string, int>(
                "Fails",
                (_, _) => throw new InvalidOperationException($"try {Interlocked.Increment(ref runs)}")
            );
            w.RegisterWorkflow<string, int>(
                "Test",
                (context, _) =>
                    context.CallActivityAsync<int>(
                        "Fails",
                        options: new WorkflowTaskOptions(new WorkflowRetryPolicy(3, TimeSpan.FromSeconds(1)))
                    )
            );
        });

        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        var state = await EndWithTimeAsync(runtime, id, TimeSpan.FromSeconds(1));

        Assert.Equal(WorkflowRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.Contains("try 3", state.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(3, runs);
    }

    [Fact]
    public async Task W20_a_non_retriable_failure_is_not_tried_again()
    {
        var runs = 0;
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<string, int>(
                "Fails",
                (_, _) =>
                {
                    runs++;
                    throw new NonRetriableException("never");
                }
            );
            w.RegisterWorkflow<string, int>(
                "Test",
                (context, _) =>
                    context.CallActivityAsync<int>(
                        "Fails",
                        options: new WorkflowTaskOptions(new WorkflowRetryPolicy(3, TimeSpan.FromSeconds(1)))
                    )
            );
        });

        var state = await RunAsync(runtime);

        Assert.Equal(WorkflowRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Activities_that_nobody_awaits_run_all_the_same()
    {
        var ran = new TaskCompletionSource();
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<string, int>(
                "Aside",
                (_, _) =>
                {
                    ran.SetResult();
                    return Task.FromResult(1);
                }
            );
            w.RegisterWorkflow<string, int>(
                "Test",
                (context, input) =>
                {
                    _ = context.CallActivityAsync("Aside", input);
                    return Task.FromResult(1);
                }
            );
        });

        var state = await RunAsync(runtime);

        await ran.Task.WaitAsync(Bound);
        Assert.Equal(WorkflowRuntimeStatus.Completed, state.RuntimeStatus);
    }
}
