using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Tests.Behaviour;

public abstract partial class BehaviourSuite
{
    private sealed record Order(string Item, int Count, IReadOnlyList<string>? Notes = null);

    [Fact]
    public async Task A_workflow_gets_its_input_and_its_result_comes_back()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<Order, Order>(
                "Test",
                (_, order) => Task.FromResult(order with { Count = order.Count + 1 })
            )
        );

        var state = await RunAsync(runtime, new Order("tea", 2, ["hot", "ß → \"x\""]));

        var result = state.ReadOutputAs<Order>();
        Assert.Equal(WorkflowRuntimeStatus.Completed, state.RuntimeStatus);
        Assert.Equal("Test", state.WorkflowName);
        Assert.Equal(3, result!.Count);
        Assert.Equal(["hot", "ß → \"x\""], result.Notes!);
        Assert.Equal(2, state.ReadInputAs<Order>()!.Count);
        Assert.Null(state.FailureDetails);
    }

    [Fact]
    public async Task A_workflow_without_input_gets_the_default_and_may_return_nothing()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<int?, string?>("Test", (_, input) => Task.FromResult(input is null ? null : "something"))
        );

        var state = await RunAsync(runtime);

        Assert.Equal(WorkflowRuntimeStatus.Completed, state.RuntimeStatus);
        Assert.Null(state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_exception_fails_the_workflow_with_its_type_message_and_cause()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<string, int>(
                "Test",
                (_, _) => throw new InvalidOperationException("outer", new FormatException("inner"))
            )
        );

        var state = await RunAsync(runtime);

        Assert.Equal(WorkflowRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.Equal("System.InvalidOperationException", state.FailureDetails!.ErrorType);
        Assert.Equal("outer", state.FailureDetails.ErrorMessage);
        Assert.Null(state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_unknown_workflow_fails_and_says_so()
    {
        await using var runtime = await StartAsync(_ => { });

        var state = await RunAsync(runtime);

        Assert.Equal(WorkflowRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.Equal("WorkflowNotFound", state.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task The_name_id_and_time_of_the_context_are_those_of_the_instance()
    {
        await using var runtime = await StartAsync(w =>
            w.RegisterWorkflow<string, string>(
                "Test",
                (context, _) =>
                    Task.FromResult($"{context.Name} {context.InstanceId} {context.CurrentUtcDateTime.Kind}")
            )
        );

        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test", "my-id_1");
        var state = await EndOfAsync(runtime, id);

        Assert.Equal("my-id_1", id);
        Assert.Equal("Test my-id_1 Utc", state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_custom_status_is_what_the_code_set_last_and_stays_over_later_steps()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<int, int>("Echo", (_, value) => Task.FromResult(value));
            w.RegisterWorkflow<string, int>(
                "Test",
                async (context, _) =>
                {
                    context.SetCustomStatus(new Order("first", 1));
                    context.SetCustomStatus(new Order("second", 2));
                    await context.CallActivityAsync("Echo", 1);
                    return await context.CallActivityAsync<int>("Echo", 2);
                }
            );
        });

        var state = await RunAsync(runtime);

        Assert.Equal("second", state.ReadCustomStatusAs<Order>()!.Item);
    }

    [Fact]
    public async Task The_custom_status_can_be_taken_away()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<int, int>("Echo", (_, value) => Task.FromResult(value));
            w.RegisterWorkflow<string, int>(
                "Test",
                async (context, _) =>
                {
                    context.SetCustomStatus("here");
                    await context.CallActivityAsync("Echo", 1);
                    context.SetCustomStatus(null);
                    return 1;
                }
            );
        });

        var state = await RunAsync(runtime);

        Assert.Null(state.ReadCustomStatusAs<string>());
    }

    [Fact]
    public async Task New_guids_differ_from_one_another_and_are_the_same_at_every_replay()
    {
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<Guid, Guid>("Echo", (_, value) => Task.FromResult(value));
            w.RegisterWorkflow<string, bool>(
                "Test",
                async (context, _) =>
                {
                    var (first, second) = (context.NewGuid(), context.NewGuid());
                    var echoed = await context.CallActivityAsync<Guid>("Echo", first);
                    var third = context.NewGuid();
                    var echoedThird = await context.CallActivityAsync<Guid>("Echo", third);
                    return first == echoed && third == echoedThird && first != second && second != third;
                }
            );
        });

        var state = await RunAsync(runtime);

        Assert.True(state.ReadOutputAs<bool>());
    }

    [Fact]
    public async Task The_code_replays_before_each_step_and_not_while_it_does_new_things()
    {
        var seen = new System.Collections.Concurrent.ConcurrentQueue<bool>();
        await using var runtime = await StartAsync(w =>
        {
            w.RegisterActivity<int, int>("Echo", (_, value) => Task.FromResult(value));
            w.RegisterWorkflow<string, int>(
                "Test",
                async (context, _) =>
                {
                    seen.Enqueue(context.IsReplaying);
                    await context.CallActivityAsync("Echo", 1);
                    seen.Enqueue(context.IsReplaying);
                    return 1;
                }
            );
        });

        await RunAsync(runtime);

        Assert.Equal([false, true, false], seen);
    }
}
