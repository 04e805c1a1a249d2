using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Tests.Behaviour;

public abstract partial class BehaviourSuite
{
    [Fact]
    public async Task W13_a_child_gets_its_input_and_gives_its_result_to_the_parent()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterWorkflow<int, int>("Child", (_, n) => Task.FromResult(n * 3));
            w.RegisterWorkflow<int, int>("Test", (context, n) => context.CallChildWorkflowAsync<int>("Child", n));
        });

        var state = await RunAsync(runtime, 4);

        Assert.Equal(12, state.ReadOutputAs<int>());
    }

    [Fact]
    public async Task W13_a_child_has_the_id_that_the_parent_chose()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterWorkflow<int, string>("Child", (context, _) => Task.FromResult(context.InstanceId));
            w.RegisterWorkflow<int, string>(
                "Test",
                (context, _) =>
                    context.CallChildWorkflowAsync<string>("Child", options: new ChildWorkflowTaskOptions("chosen"))
            );
        });

        var state = await RunAsync(runtime, 1);

        Assert.Equal("chosen", state.ReadOutputAs<string>());
        Assert.NotNull(await runtime.Client.GetWorkflowStateAsync("chosen"));
    }

    [Fact]
    public async Task W13_children_without_a_chosen_id_have_ids_of_their_own()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterWorkflow<int, string>("Child", (context, _) => Task.FromResult(context.InstanceId));
            w.RegisterWorkflow<int, string[]>(
                "Test",
                (context, count) =>
                    Task.WhenAll(
                        Enumerable.Range(0, count).Select(_ => context.CallChildWorkflowAsync<string>("Child"))
                    )
            );
        });

        var state = await RunAsync(runtime, 10);

        Assert.Equal(10, state.ReadOutputAs<string[]>()!.Distinct().Count());
    }

    [Fact]
    public async Task W13_a_failed_child_is_an_exception_in_the_parent()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterWorkflow<int, int>("Child", (_, _) => throw new InvalidOperationException("child broken"));
            w.RegisterWorkflow<int, string>(
                "Test",
                async (context, _) =>
                {
                    try
                    {
                        return $"{await context.CallChildWorkflowAsync<int>("Child")}";
                    }
                    catch (WorkflowTaskFailedException e)
                    {
                        return e.FailureDetails.ErrorMessage;
                    }
                }
            );
        });

        var state = await RunAsync(runtime, 1);

        Assert.Equal("child broken", state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task W13_a_terminated_child_is_a_failure_in_the_parent()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterWorkflow<int, int>("Child", (context, _) => context.WaitForExternalEventAsync<int>("Never"));
            w.RegisterWorkflow<int, string>(
                "Test",
                async (context, _) =>
                {
                    try
                    {
                        await context.CallChildWorkflowAsync("Child", options: new ChildWorkflowTaskOptions("child"));
                        return "fine";
                    }
                    catch (WorkflowTaskFailedException)
                    {
                        return "failed";
                    }
                }
            );
        });
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        await ReachesAsync(runtime, "child", WorkflowRuntimeStatus.Running);

        await runtime.Client.TerminateWorkflowAsync("child");
        var state = await EndOfAsync(runtime, id);

        Assert.Equal("failed", state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_child_may_have_children()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<int, int>(
                "Test",
                async (context, depth) =>
                    depth == 0 ? 0 : 1 + await context.CallChildWorkflowAsync<int>("Test", depth - 1)
            )
        );

        var state = await RunAsync(runtime, 5);

        Assert.Equal(5, state.ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_failing_child_is_tried_again()
    {
        var runs = 0;
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterWorkflow<int, int>(
                "Child",
                (_, _) =>
                    Interlocked.Increment(ref runs) < 3
                        ? throw new InvalidOperationException("not yet")
                        : Task.FromResult(runs)
            );
            w.RegisterWorkflow<int, int>(
                "Test",
                (context, _) =>
                    context.CallChildWorkflowAsync<int>(
                        "Child",
                        options: new ChildWorkflowTaskOptions(
                            RetryPolicy: new WorkflowRetryPolicy(5, TimeSpan.FromSeconds(1))
                        )
                    )
            );
        });

        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test");
        var state = await EndWithTimeAsync(runtime, id, TimeSpan.FromSeconds(1));

        Assert.Equal(3, state.ReadOutputAs<int>());
    }

    [Fact]
    public async Task W14_a_workflow_can_begin_again_with_another_input()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<int, int>("Echo", (_, n) => Task.FromResult(n));
            w.RegisterWorkflow<int, int>(
                "Test",
                async (context, n) =>
                {
                    await context.CallActivityAsync("Echo", n);
                    if (n < 25)
                    {
                        context.ContinueAsNew(n + 1);
                    }

                    return n;
                }
            );
        });

        var state = await RunAsync(runtime, 0);

        Assert.Equal(25, state.ReadOutputAs<int>());
        Assert.Equal(25, state.ReadInputAs<int>());
    }

    [Fact]
    public async Task W14_events_that_nobody_has_read_are_there_after_beginning_again()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<string, string>(
                "Test",
                async (context, soFar) =>
                {
                    context.SetCustomStatus("waiting");
                    var all = soFar + await context.WaitForExternalEventAsync<string>("Letter");
                    if (all.Length < 4)
                    {
                        context.ContinueAsNew(all);
                    }

                    return all;
                }
            )
        );
        var id = await StartWaitingAsync(runtime, "");

        foreach (var letter in new[] { "a", "b", "c", "d" })
        {
            await runtime.Client.RaiseEventAsync(id, "Letter", letter);
            await runtime.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        }

        var state = await EndOfAsync(runtime, id);

        Assert.Equal("abcd", state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_child_can_begin_again_and_its_parent_gets_the_last_result()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterWorkflow<int, int>(
                "Child",
                (context, n) =>
                {
                    if (n < 3)
                    {
                        context.ContinueAsNew(n + 1);
                    }

                    return Task.FromResult(n);
                }
            );
            w.RegisterWorkflow<int, int>("Test", (context, _) => context.CallChildWorkflowAsync<int>("Child", 0));
        });

        var state = await RunAsync(runtime, 0);

        Assert.Equal(3, state.ReadOutputAs<int>());
    }

    [Fact]
    public async Task W26_a_delay_of_the_system_fails_the_workflow_with_a_line()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<string, int>(
                "Test",
                async (_, _) =>
                {
                    await Task.Delay(TimeSpan.FromMinutes(1));
                    return 1;
                }
            )
        );

        var state = await RunAsync(runtime);

        Assert.Equal("ForeignThreadInWorkflow", state.FailureDetails!.ErrorType);
        Assert.Contains("BehaviourSuite.Children.cs:", state.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_patch_is_taken_by_new_instances_at_every_step()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<int, int>("Echo", (_, n) => Task.FromResult(n));
            w.RegisterWorkflow<int, bool>(
                "Test",
                async (context, _) =>
                {
                    var before = context.IsPatched("p");
                    await context.CallActivityAsync("Echo", 1);
                    await context.CallActivityAsync("Echo", 2);
                    return before && context.IsPatched("p") && context.IsPatched("q");
                }
            );
        });

        var state = await RunAsync(runtime, 0);

        Assert.True(state.ReadOutputAs<bool>());
    }
}
