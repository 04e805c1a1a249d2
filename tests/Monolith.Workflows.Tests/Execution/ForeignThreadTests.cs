using Monolith.Platform.Workflows;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Workflows.Tests.Execution;

/// <summary>A workflow's code that leaves its thread fails, and is told the line.</summary>
public sealed class ForeignThreadTests
{
    [Fact]
    public void W26_Task_Delay_fails_the_workflow_and_names_the_line()
    {
        var line = 0;
        var instance = TestInstance.Of<string, int>(
            async (context, _) =>
            {
                await context.CallActivityAsync("A");
                line = Line() + 1;
                await Task.Delay(TimeSpan.FromMinutes(1));
                return 1;
            }
        );
        instance.Start();

        var answer = instance.Turn(Events.Completed(0));

        AssertBlamed(answer, line);
    }

    [Fact]
    public void W26_ConfigureAwait_false_fails_the_workflow_and_names_the_line()
    {
        var line = 0;
        var instance = TestInstance.Of<string, int>(
            async (context, _) =>
            {
                line = Line() + 1;
                await context.CallActivityAsync("A").ConfigureAwait(false);
                return 1;
            }
        );
        instance.Start();

        var answer = instance.Turn(Events.Completed(0));

        AssertBlamed(answer, line);
    }

    [Fact]
    public void W26_Task_Run_fails_the_workflow_and_names_the_line()
    {
        var line = 0;
        using var never = new ManualResetEventSlim();
        var instance = TestInstance.Of<string, int>(
            async (context, _) =>
            {
                await context.CallActivityAsync("A");
                line = Line() + 1;
                await Task.Run(() => never.Wait(TimeSpan.FromSeconds(5)));
                return 1;
            }
        );
        instance.Start();

        var answer = instance.Turn(Events.Completed(0));

        never.Set();
        AssertBlamed(answer, line);
    }

    [Fact]
    public void W26_blocking_on_a_task_of_the_context_fails_instead_of_hanging()
    {
        var line = 0;
        var instance = TestInstance.Of<string, int>(
            (context, _) =>
            {
                line = Line() + 1;
                return Task.FromResult(context.CallActivityAsync<int>("A").Result);
            }
        );

        var answer = instance.Start();

        AssertBlamed(answer, line);
    }

    [Fact]
    public void W26_blocking_on_another_thread_s_work_fails()
    {
        var line = 0;
        using var never = new ManualResetEventSlim();
        var instance = TestInstance.Of<string, int>(
            (context, _) =>
            {
                var work = Task.Factory.StartNew(
                    () => never.Wait(TimeSpan.FromSeconds(5)),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                );
                line = Line() + 1;
                work.Wait();
                return Task.FromResult(1);
            }
        );

        var answer = instance.Start();

        never.Set();
        AssertBlamed(answer, line);
    }

    [Fact]
    public async Task W26_a_delay_beside_open_calls_fails_the_next_step()
    {
        var line = 0;
        var instance = TestInstance.Of<string, int>(
            async (context, _) =>
            {
                var activity = context.CallActivityAsync("A");
                line = Line() + 1;
                await Task.Delay(TimeSpan.FromMilliseconds(1));
                await activity;
                return 1;
            }
        );
        instance.Start();

        await Eventually.HoldsAsync(
            () => instance.Execute(instance.History, [Events.TurnBegan(ManualTime.Start)]).Actions.Count > 0,
            "the late continuation is seen"
        );
        var answer = instance.Turn(Events.Completed(0));

        AssertBlamed(answer, line);
    }

    [Fact]
    public void W26_the_context_refuses_another_thread()
    {
        Exception? refusal = null;
        var line = 0;
        var instance = TestInstance.Of<string, int>(
            async (context, _) =>
            {
                var other = new Thread(() =>
                {
                    line = Line() + 1;
                    refusal = Record.Exception(() => (object)context.CallActivityAsync("B"));
                });
                other.Start();
                while (other.IsAlive)
                {
                    Thread.Yield();
                }

                await context.CallActivityAsync("A");
                return 1;
            }
        );

        var answer = instance.Start();

        Assert.Contains($"ForeignThreadTests.cs:{line}", refusal?.Message, StringComparison.Ordinal);
        AssertBlamed(answer, line);
    }

    private static void AssertBlamed(WorkflowResponse answer, int line)
    {
        var end = Assert.Single(answer.Actions).CompleteWorkflow;
        Assert.Equal(OrchestrationStatus.Failed, end.WorkflowStatus);
        Assert.Equal("ForeignThreadInWorkflow", end.FailureDetails.ErrorType);
        Assert.True(end.FailureDetails.IsNonRetriable);
        Assert.Contains($"ForeignThreadTests.cs:{line}.", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("/", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    private static int Line([System.Runtime.CompilerServices.CallerLineNumber] int line = 0) => line;
}
