using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Workflows;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Workflows.Tests.Dapr;

/// <summary>The worker beside a sidecar that does odd things.</summary>
public sealed class WorkerTests
{
    [Fact]
    public async Task The_worker_begins_once_the_sidecar_is_ready_for_it()
    {
        await using var sidecar = await ScriptedSidecar.StartAsync();
        sidecar.IsHealthy = false;
        await using var host = await WorkflowHost.StartAsync(sidecar.Environment, Echo);

        await Eventually.HoldsAsync(() => host.Logs.Lines.Count > 2, "the sidecar was asked more than once");
        Assert.Empty(sidecar.Calls);
        sidecar.IsHealthy = true;

        await Eventually.HoldsAsync(() => sidecar.OpenStreams == 1, "the stream is open");
        Assert.Single(host.Logs.Lines, line => line.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task G4_The_worker_says_Hello_first_and_then_every_30_seconds()
    {
        await using var sidecar = await ScriptedSidecar.StartAsync();
        var clock = new VirtualTime();
        await using var host = await WorkflowHost.StartAsync(sidecar.Environment, Echo, clock);

        await Eventually.HoldsAsync(() => sidecar.OpenStreams == 1, "the stream is open");
        for (var hellos = 2; hellos <= 3; hellos++)
        {
            // Slowly: an answer that is on its way while the clock moves must not miss its deadline of 5 s.
            var expected = hellos + 1;
            await Eventually.HoldsAsync(
                () =>
                {
                    clock.Advance(TimeSpan.FromSeconds(0.25));
                    return sidecar.Calls.Count == expected;
                },
                $"{hellos} times Hello"
            );
            Assert.True(clock.GetUtcNow() >= ManualTime.Start + ((hellos - 1) * TimeSpan.FromSeconds(30)));
        }

        Assert.Equal(["Hello", "GetWorkItems", "Hello", "Hello"], sidecar.Calls);
    }

    [Fact]
    public async Task G4_A_stream_whose_sidecar_does_not_answer_Hello_is_closed_and_opened_again()
    {
        await using var sidecar = await ScriptedSidecar.StartAsync();
        var clock = new VirtualTime();
        await using var host = await WorkflowHost.StartAsync(sidecar.Environment, Echo, clock);
        await Eventually.HoldsAsync(() => sidecar.OpenStreams == 1, "the stream is open");

        sidecar.HelloStatus = 14;
        clock.Advance(TimeSpan.FromSeconds(30));
        await Eventually.HoldsAsync(() => sidecar.OpenStreams == 0, "the stream is closed");
        sidecar.HelloStatus = 0;

        await Eventually.HoldsAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(100));
                return sidecar.OpenStreams == 1;
            },
            "the stream is open again"
        );
    }

    [Fact]
    public async Task G7_A_completion_that_is_refused_is_dropped()
    {
        await using var sidecar = await ScriptedSidecar.StartAsync();
        sidecar.CompletionStatus = completions => completions == 0 ? 2 : 0;
        await using var host = await WorkflowHost.StartAsync(sidecar.Environment, Echo);

        sidecar.Send(Request("echo", taskId: 1));
        await Eventually.HoldsAsync(() => sidecar.Completions.Count == 1, "the first completion");
        sidecar.Send(Request("echo", taskId: 2));

        await Eventually.HoldsAsync(() => sidecar.Completions.Count == 2, "the second completion");
        Assert.Equal([1, 2], sidecar.Completions.Select(c => c.TaskId));
        Assert.Contains(
            host.Logs.Lines,
            line => line.Level == LogLevel.Debug && line.Text.Contains("dropped", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(host.Logs.Lines, line => line.Level > LogLevel.Information);
    }

    [Fact]
    public async Task A_completion_that_does_not_get_through_is_sent_again_while_the_stream_lives()
    {
        await using var sidecar = await ScriptedSidecar.StartAsync();
        sidecar.CompletionStatus = completions => completions < 2 ? 14 : 0;
        await using var host = await WorkflowHost.StartAsync(sidecar.Environment, Echo);

        sidecar.Send(Request("echo", taskId: 1), "token");

        await Eventually.HoldsAsync(() => sidecar.Completions.Count == 3, "three completions");
        Assert.Single(sidecar.Completions.Distinct());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("ünusual \t token %20 ")]
    public async Task G8_The_completion_token_comes_back_byte_for_byte(string token)
    {
        await using var sidecar = await ScriptedSidecar.StartAsync();
        await using var host = await WorkflowHost.StartAsync(sidecar.Environment, Echo);

        sidecar.Send(Request("echo", taskId: 7), token);

        await Eventually.HoldsAsync(() => sidecar.Completions.Count == 1, "the completion");
        var completion = sidecar.Completions.Single();
        Assert.Equal(
            ("one", 7, token, "\"hello\""),
            (completion.InstanceId, completion.TaskId, completion.CompletionToken, completion.Result)
        );
    }

    [Fact]
    public async Task G9_A_work_item_of_an_unknown_kind_is_ignored()
    {
        await using var sidecar = await ScriptedSidecar.StartAsync();
        await using var host = await WorkflowHost.StartAsync(sidecar.Environment, Echo);

        // Field 4, a message: the work item that older schemas called a health ping.
        sidecar.Send(WorkItem.Parser.ParseFrom([0x22, 0x00]));
        sidecar.Send(new WorkItem { CompletionToken = "nothing to do" });
        sidecar.Send(Request("echo", taskId: 1));

        await Eventually.HoldsAsync(() => sidecar.Completions.Count == 1, "the completion after them");
        Assert.Equal(["Hello", "GetWorkItems", "CompleteActivityTask"], sidecar.Calls);
    }

    [Fact]
    public async Task An_activity_that_is_not_known_fails_for_good()
    {
        await using var sidecar = await ScriptedSidecar.StartAsync();
        await using var host = await WorkflowHost.StartAsync(sidecar.Environment, Echo);

        sidecar.Send(Request("nobody", taskId: 1));

        await Eventually.HoldsAsync(() => sidecar.Completions.Count == 1, "the completion");
        var failure = sidecar.Completions.Single().FailureDetails;
        Assert.Equal(("ActivityNotFound", true), (failure.ErrorType, failure.IsNonRetriable));
    }

    [Fact]
    public async Task A_result_that_fits_into_no_message_is_a_failure_that_says_so()
    {
        await using var sidecar = await ScriptedSidecar.StartAsync();
        var settings = sidecar.Environment;
        settings["Monolith:Dapr:MaxBodyBytes"] = "65536";
        await using var host = await WorkflowHost.StartAsync(
            settings,
            workflows =>
                workflows.RegisterActivity<int, string>("large", (_, size) => Task.FromResult(new string('x', size)))
        );

        sidecar.Send(Request("large", taskId: 1, "70000"));

        await Eventually.HoldsAsync(() => sidecar.Completions.Count == 1, "the completion");
        var completion = sidecar.Completions.Single();
        Assert.Equal((null, "MessageTooLarge"), (completion.Result, completion.FailureDetails.ErrorType));
    }

    [Fact]
    public async Task G10_Activities_that_never_end_do_not_keep_the_worker_from_reading()
    {
        var end = new TaskCompletionSource();
        var begun = 0;
        await using var sidecar = await ScriptedSidecar.StartAsync();
        var settings = sidecar.Environment;
        settings["Monolith:Workflows:MaxConcurrentActivities"] = "2";
        await using var host = await WorkflowHost.StartAsync(
            settings,
            workflows =>
                workflows.RegisterActivity<string, string>(
                    "wait",
                    async (_, text) =>
                    {
                        Interlocked.Increment(ref begun);
                        await end.Task;
                        return text;
                    }
                )
        );

        // More bytes than any window on the way holds: they leave the sidecar only if the worker reads.
        var text = $"\"{new string('x', 100_000)}\"";
        for (var id = 0; id < 100; id++)
        {
            sidecar.Send(Request("wait", id, text));
        }

        await Eventually.HoldsAsync(() => sidecar.Work.Reader.Count == 0, "all items have left the sidecar");
        await Eventually.HoldsAsync(() => begun == 2, "two activities have begun");
        end.SetResult();

        await Eventually.HoldsAsync(() => sidecar.Completions.Count == 100, "all are completed");
        Assert.Equal(100, sidecar.Completions.Select(c => c.TaskId).Distinct().Count());
    }

    [Fact]
    public async Task E10_A_stop_lets_activities_end_and_sends_their_completions_before_it_closes_the_stream()
    {
        var begun = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        await using var sidecar = await ScriptedSidecar.StartAsync();
        var openWhenCompleted = -1;
        sidecar.CompletionStatus = _ =>
        {
            openWhenCompleted = sidecar.OpenStreams;
            return 0;
        };
        await using var host = await WorkflowHost.StartAsync(
            sidecar.Environment,
            workflows =>
                workflows.RegisterActivity<string, string>(
                    "wait",
                    async (_, text) =>
                    {
                        begun.SetResult();
                        await end.Task;
                        return text;
                    }
                )
        );
        sidecar.Send(Request("wait", taskId: 1));
        await begun.Task;

        var stopping = host.StopAsync();
        sidecar.Send(Request("wait", taskId: 2));
        Assert.False(stopping.IsCompleted);
        end.SetResult();
        await stopping;

        Assert.Equal((1, 1), (sidecar.Completions.Single().TaskId, openWhenCompleted));
        await Eventually.HoldsAsync(() => sidecar.OpenStreams == 0, "the stream is closed");
    }

    [Fact]
    public async Task E10_A_stop_does_not_wait_longer_than_it_may_and_reports_no_result_of_what_it_broke_off()
    {
        var begun = new TaskCompletionSource();
        await using var sidecar = await ScriptedSidecar.StartAsync();
        var settings = sidecar.Environment;
        settings["Monolith:Workflows:DrainTimeout"] = "00:00:00.05";
        await using var host = await WorkflowHost.StartAsync(
            settings,
            workflows =>
                workflows.RegisterActivity<string, string>(
                    "wait",
                    async (context, text) =>
                    {
                        begun.SetResult();
                        await Task.Delay(Timeout.Infinite, context.CancellationToken);
                        return text;
                    }
                )
        );
        sidecar.Send(Request("wait", taskId: 1));
        await begun.Task;

        await host.StopAsync();

        Assert.Empty(sidecar.Completions);
        Assert.Contains(
            host.Logs.Lines,
            line => line.Text.StartsWith("1 steps or activities", StringComparison.Ordinal)
        );
    }

    private static void Echo(WorkflowRegistration workflows) =>
        workflows.RegisterActivity<string, string>("echo", (_, text) => Task.FromResult(text));

    private static ActivityRequest Request(string name, int taskId, string input = "\"hello\"") =>
        new()
        {
            Name = name,
            TaskId = taskId,
            Input = input,
            WorkflowInstance = new WorkflowInstance { InstanceId = "one" },
        };
}
