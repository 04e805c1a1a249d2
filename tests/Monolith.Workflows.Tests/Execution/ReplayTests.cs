using System.Globalization;
using Monolith.Platform.Workflows;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Workflows.Tests.Execution;

/// <summary>History in, actions out.</summary>
public sealed class ReplayTests
{
    [Fact]
    public void W4_replaying_a_step_gives_the_same_answer()
    {
        var instance = TestInstance.Of<int, int>(
            async (context, input) =>
            {
                context.SetCustomStatus(context.NewGuid());
                var first = await context.CallActivityAsync<int>("A", input);
                var timer = context.CreateTimer(TimeSpan.FromMinutes(1));
                var second = context.CallActivityAsync<int>("B", context.CurrentUtcDateTime);
                await Task.WhenAll(timer, second);
                return first + await second;
            }
        );
        instance.Start(1);
        instance.Turn(Events.Completed(0, "2"));
        instance.Turn(Events.Completed(2, "3"));
        instance.Turn(Events.Fired(1));

        var replayed = instance.Execute(instance.History, []);

        Assert.Equal(
            OrchestrationStatus.Completed,
            instance.Answers[^1].Actions.Single().CompleteWorkflow.WorkflowStatus
        );
        Assert.Equal("5", replayed.Actions.Single().CompleteWorkflow.Result);
        Assert.Equal(instance.Answers[^1], replayed);
    }

    [Fact]
    public void W5_the_time_is_that_of_the_step_also_when_it_is_repeated()
    {
        var seen = new List<DateTime>();
        var instance = TestInstance.Of<string, int>(
            async (context, _) =>
            {
                seen.Add(context.CurrentUtcDateTime);
                await context.CallActivityAsync("A");
                seen.Add(context.CurrentUtcDateTime);
                return 1;
            }
        );

        instance.Start();
        var first = instance.Now;
        instance.Turn(Events.Completed(0));

        Assert.Equal([first, first, instance.Now], seen);
    }

    [Theory]
    [InlineData("renamed")]
    [InlineData("another kind")]
    [InlineData("left out")]
    public void W6_code_that_does_not_repeat_its_history_fails_with_the_number_and_the_line(string change)
    {
        var isChanged = false;
        var instance = TestInstance.Of<string, int>(
            async (context, _) =>
            {
                switch (isChanged ? change : "")
                {
                    case "renamed":
                        await context.CallActivityAsync("B");
                        break;
                    case "another kind":
                        await context.CreateTimer(TimeSpan.FromMinutes(1));
                        break;
                    case "left out":
                        break;
                    default:
                        await context.CallActivityAsync("A");
                        break;
                }

                return await context.WaitForExternalEventAsync<int>("Go");
            }
        );
        instance.Start();
        isChanged = true;

        var end = instance.Turn(Events.Completed(0)).Actions.Single();

        Assert.Equal(OrchestrationStatus.Failed, end.CompleteWorkflow.WorkflowStatus);
        Assert.Equal(1, end.Id);
        var failure = end.CompleteWorkflow.FailureDetails;
        Assert.Equal("NonDeterministicWorkflow", failure.ErrorType);
        Assert.True(failure.IsNonRetriable);
        Assert.Contains("CallActivityAsync(\"A\") as #0", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("ReplayTests.cs:", failure.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void W6_code_that_decides_by_chance_is_found_out_by_its_history()
    {
        var calls = 0;
        var instance = TestInstance.Of<string, int>(
            async (context, _) =>
            {
                await context.CallActivityAsync(calls++.ToString(CultureInfo.InvariantCulture));
                return 1;
            }
        );
        instance.Start();

        var end = instance.Turn(Events.Completed(0)).Actions.Single().CompleteWorkflow;

        Assert.Contains("use NewGuid", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void W9_a_result_that_is_there_before_the_call_answers_it_and_the_call_is_not_made()
    {
        var instance = TestInstance.Of<string, int>(
            async (context, _) =>
            {
                await context.WaitForExternalEventAsync<int>("Go");
                return await context.CallActivityAsync<int>("A");
            }
        );
        instance.Start();
        instance.Turn(Events.Completed(1, "7"));

        var answer = instance.Turn(Events.Raised("Go"));

        Assert.Equal("7", answer.Actions.Single().CompleteWorkflow.Result);
    }

    [Fact]
    public void W12_a_plain_timer_has_no_name_and_a_wait_for_an_event_shows_which()
    {
        var instance = TestInstance.Of<string, int>(
            async (context, _) =>
            {
                var timer = context.CreateTimer(TimeSpan.FromMinutes(1));
                var bounded = context.WaitForExternalEventAsync<int>("Go", TimeSpan.FromMinutes(2));
                var unbounded = context.WaitForExternalEventAsync<int>("Stop");
                await Task.WhenAll(timer, bounded, unbounded);
                return 1;
            }
        );

        var timers = instance.Start().Actions.Select(a => a.CreateTimer).ToList();

        Assert.False(timers[0].HasName);
        Assert.Equal(CreateTimerAction.OriginOneofCase.CreateTimer, timers[0].OriginCase);
        Assert.Equal(instance.Now.AddMinutes(1), timers[0].FireAt.ToDateTime());
        Assert.Equal(("Go", "Go"), (timers[1].Name, timers[1].ExternalEvent.Name));
        Assert.Equal(instance.Now.AddMinutes(2), timers[1].FireAt.ToDateTime());
        Assert.Equal((253402300799L, 999999999), (timers[2].FireAt.Seconds, timers[2].FireAt.Nanos));
    }

    [Fact]
    public void W11_a_wait_without_patience_takes_only_what_is_there_and_sets_no_timer()
    {
        var instance = TestInstance.Of<string, string>(
            async (context, _) =>
            {
                await context.CallActivityAsync("A");
                var there = await context.WaitForExternalEventAsync<string>("There", TimeSpan.Zero);
                try
                {
                    return await context.WaitForExternalEventAsync<string>("Missing", TimeSpan.Zero);
                }
                catch (TaskCanceledException)
                {
                    return there;
                }
            }
        );
        instance.Start();

        var answer = instance.Turn(Events.Raised("THERE", "\"yes\""), Events.Completed(0));

        Assert.Equal("\"yes\"", answer.Actions.Single().CompleteWorkflow.Result);
    }

    [Fact]
    public void W17_a_paused_instance_asks_for_nothing_and_goes_on_in_order_when_it_is_resumed()
    {
        var order = "";
        var instance = TestInstance.Of<string, string>(
            async (context, _) =>
            {
                context.SetCustomStatus("kept");
                order = "";
                var first = NoteAsync("A");
                var second = NoteAsync("B");
                await Task.WhenAll(first, second);
                return order;

                async Task NoteAsync(string name)
                {
                    await context.CallActivityAsync(name);
                    order += name;
                }
            }
        );
        instance.Start();

        var paused = instance.Turn(Events.Suspended(), Events.Completed(1));
        var still = instance.Turn(Events.Completed(0));
        var resumed = instance.Turn(Events.Resumed());

        Assert.Empty(paused.Actions);
        Assert.Empty(still.Actions);
        Assert.Equal("\"kept\"", still.CustomStatus);
        Assert.Equal("\"BA\"", resumed.Actions.Single().CompleteWorkflow.Result);
    }

    [Fact]
    public void W17_terminating_a_paused_instance_ends_it_with_nothing_else()
    {
        var instance = TestInstance.Of<string, int>(
            async (context, _) =>
            {
                await context.CallActivityAsync("A");
                await context.CallActivityAsync("B");
                return 1;
            }
        );
        instance.Start();
        instance.Turn(Events.Suspended(), Events.Completed(0));

        var end = instance.Turn(Events.Terminated("\"enough\"")).Actions.Single();

        Assert.Equal(OrchestrationStatus.Terminated, end.CompleteWorkflow.WorkflowStatus);
        Assert.Equal("\"enough\"", end.CompleteWorkflow.Result);
    }

    [Fact]
    public void W16_terminating_wins_over_beginning_again_and_loses_against_the_end()
    {
        var isEndless = true;
        var instance = TestInstance.Of<string, int>(
            async (context, _) =>
            {
                await context.CallActivityAsync("A");
                if (isEndless)
                {
                    context.ContinueAsNew();
                }

                return 1;
            }
        );
        instance.Start();
        HistoryEvent[] news = [Events.TurnBegan(ManualTime.Start), Events.Completed(0), Events.Terminated()];

        var terminated = instance.Execute(instance.History, news).Actions.Single().CompleteWorkflow;
        isEndless = false;
        var completed = instance.Execute(instance.History, news).Actions.Single().CompleteWorkflow;

        Assert.Equal(OrchestrationStatus.Terminated, terminated.WorkflowStatus);
        Assert.Equal(OrchestrationStatus.Completed, completed.WorkflowStatus);
    }

    [Fact]
    public void W20_waits_grow_up_to_their_bound_and_every_try_has_the_same_execution_id()
    {
        var policy = new WorkflowRetryPolicy(5, TimeSpan.FromSeconds(10), 2, TimeSpan.FromSeconds(30));
        var instance = TestInstance.Of<string, int>(
            (context, _) => context.CallActivityAsync<int>("A", options: new WorkflowTaskOptions(policy))
        );
        var tries = new List<ScheduleTaskAction> { instance.Start().Actions.Single().ScheduleTask };
        var waits = new List<double>();
        for (var n = 0; n < 4; n++)
        {
            var timer = instance.Turn(Events.Failed(n * 2)).Actions.Single().CreateTimer;
            waits.Add((timer.FireAt.ToDateTime() - instance.Now).TotalSeconds);
            Assert.Equal(tries[0].TaskExecutionId, timer.ActivityRetry.TaskExecutionId);
            tries.Add(instance.Turn(Events.Fired((n * 2) + 1)).Actions.Single().ScheduleTask);
        }

        var end = instance.Turn(Events.Failed(8, "the last")).Actions.Single().CompleteWorkflow;

        Assert.Equal([10, 20, 30, 30], waits);
        Assert.Single(tries.Select(t => t.TaskExecutionId).Distinct());
        Assert.Equal(OrchestrationStatus.Failed, end.WorkflowStatus);
        Assert.Equal("the last", end.FailureDetails.InnerFailure.ErrorMessage);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void W20_no_further_try_when_the_failure_or_the_policy_says_so(bool isNonRetriable)
    {
        var policy = new WorkflowRetryPolicy(5, TimeSpan.FromSeconds(10)) { HandleFailure = _ => isNonRetriable };
        var instance = TestInstance.Of<string, int>(
            (context, _) => context.CallActivityAsync<int>("A", options: new WorkflowTaskOptions(policy))
        );
        instance.Start();

        var answer = instance.Turn(Events.Failed(0, isNonRetriable: isNonRetriable));

        Assert.Equal(OrchestrationStatus.Failed, answer.Actions.Single().CompleteWorkflow.WorkflowStatus);
    }

    [Fact]
    public void W20_a_failed_child_is_tried_again_under_another_id()
    {
        var options = new ChildWorkflowTaskOptions("child", new WorkflowRetryPolicy(2, TimeSpan.FromSeconds(1)));
        var instance = TestInstance.Of<string, int>(
            (context, _) => context.CallChildWorkflowAsync<int>("C", options: options)
        );
        var first = instance.Start().Actions.Single().CreateChildWorkflow;
        var timer = instance.Turn(Events.ChildFailed(0)).Actions.Single().CreateTimer;

        var second = instance.Turn(Events.Fired(1)).Actions.Single().CreateChildWorkflow;

        Assert.Equal(("child", "child-2"), (first.InstanceId, second.InstanceId));
        Assert.Equal("child", timer.ChildWorkflowRetry.InstanceId);
        Assert.Equal("child", second.RetryParentInstanceInfo.InstanceId);
        Assert.Null(first.RetryParentInstanceInfo);
    }

    [Fact]
    public void W21_an_unknown_workflow_stalls_when_the_setting_says_so()
    {
        var options = new WorkflowOptions { UnknownWorkflow = UnknownWorkflow.Stall };
        var stalls = TestInstance.Of(_ => { }, options);
        var fails = TestInstance.Of(_ => { });
        HistoryEvent[] news = [Events.TurnBegan(ManualTime.Start), Events.Started("Test")];

        var stalled = stalls.Execute([], news).Actions.Single();
        var failed = fails.Execute([], news).Actions.Single();

        Assert.NotNull(stalled.WorkflowVersionNotAvailable);
        Assert.Equal("WorkflowNotFound", failed.CompleteWorkflow.FailureDetails.ErrorType);
        Assert.True(failed.CompleteWorkflow.FailureDetails.IsNonRetriable);
    }

    [Fact]
    public void W22_an_instance_that_passed_a_place_before_the_patch_keeps_the_old_path()
    {
        var hasPatch = false;
        var instance = TestInstance.Of<string, string>(
            async (context, _) =>
            {
                await context.CallActivityAsync(hasPatch && context.IsPatched("p") ? "New" : "Old");
                await context.CallActivityAsync(hasPatch && context.IsPatched("q") ? "New" : "Old");
                return "";
            }
        );
        instance.Start();
        hasPatch = true;

        var answer = instance.Turn(Events.Completed(0));

        Assert.Equal("New", answer.Actions.Single().ScheduleTask.Name);
        Assert.Equal(["q"], answer.Version.Patches);
    }

    [Fact]
    public void W22_a_patch_that_was_taken_is_taken_at_every_replay()
    {
        var instance = TestInstance.Of<string, string>(
            async (context, _) =>
            {
                await context.CallActivityAsync(context.IsPatched("p") ? "New" : "Old");
                return "";
            }
        );

        var first = instance.Start();
        var second = instance.Turn(Events.Completed(0));

        Assert.Equal("New", first.Actions.Single().ScheduleTask.Name);
        Assert.Equal(["p"], first.Version.Patches);
        Assert.Equal(["p"], second.Version.Patches);
        Assert.Equal(OrchestrationStatus.Completed, second.Actions.Single().CompleteWorkflow.WorkflowStatus);
    }

    [Fact]
    public void W22_an_instance_stays_with_the_version_that_it_began_with()
    {
        var instance = TestInstance.Of(w =>
        {
            w.RegisterWorkflow<string, int>("Test", (context, _) => context.CallActivityAsync<int>("One"), "1");
            w.RegisterWorkflow<string, int>("Test", (context, _) => context.CallActivityAsync<int>("Two"), "2");
        });
        var began = Events.TurnBegan(ManualTime.Start);
        began.WorkflowStarted.Version = new WorkflowVersion { Name = "1" };

        var older = instance.Execute([], [began, Events.Started("Test")]);
        var newer = instance.Execute([], [Events.TurnBegan(ManualTime.Start), Events.Started("Test")]);

        Assert.Equal(("One", "1"), (older.Actions.Single().ScheduleTask.Name, older.Version.Name));
        Assert.Equal(("Two", "2"), (newer.Actions.Single().ScheduleTask.Name, newer.Version.Name));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("null")]
    public void W27_no_text_empty_text_and_null_are_the_same(string? text)
    {
        var instance = TestInstance.Of<int?, string>(
            async (context, input) => $"{input is null} {await context.CallActivityAsync<int?>("A") is null}"
        );
        instance.Turn(Events.Started("Test", text));

        var end = instance.Turn(Events.Completed(0, text)).Actions.Single().CompleteWorkflow;

        Assert.Equal("\"True True\"", end.Result);
    }

    [Fact]
    public void W27_a_payload_above_the_limit_is_refused_before_it_is_sent()
    {
        var instance = TestInstance.Of<string, int>(
            (context, _) => context.CallActivityAsync<int>("A", new string('x', 2000)),
            new WorkflowOptions { MaxPayloadBytes = 1024 }
        );

        var end = instance.Start().Actions.Single().CompleteWorkflow;

        Assert.EndsWith(
            nameof(WorkflowPayloadTooLargeException),
            end.FailureDetails.ErrorType,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void W30_events_of_an_unknown_kind_are_ignored()
    {
        var instance = TestInstance.Of<string, int>((context, _) => context.CallActivityAsync<int>("A"));
        instance.Start();
        var unknown = HistoryEvent.Parser.ParseFrom([0x08, 0x01, 0xA2, 0x06, 0x00]); // event id 1, field 100
        var old = new HistoryEvent { EventId = -1, WorkflowCompleted = new() };

        var answer = instance.Turn(unknown, old, Events.Completed(0, "3"));

        Assert.Equal("3", answer.Actions.Single().CompleteWorkflow.Result);
    }

    [Fact]
    public void W14_beginning_again_takes_the_events_along_that_nobody_has_read()
    {
        var instance = TestInstance.Of<int, int>(
            async (context, input) =>
            {
                await context.WaitForExternalEventAsync<string>("Go");
                context.ContinueAsNew(input + 1);
                return 0;
            }
        );
        instance.Start(1);

        var end = instance
            .Turn(Events.Raised("A"), Events.Raised("Go"), Events.Raised("B"), Events.Raised("go"))
            .Actions.Single()
            .CompleteWorkflow;

        Assert.Equal(OrchestrationStatus.ContinuedAsNew, end.WorkflowStatus);
        Assert.Equal("2", end.Result);
        Assert.Equal(["A", "B", "go"], end.CarryoverEvents.Select(e => e.EventRaised.Name));
    }
}
