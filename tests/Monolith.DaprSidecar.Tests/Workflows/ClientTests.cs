using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Monolith.DaprSidecar.Tests.Workflows.Support;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class ClientTests
{
    [Fact]
    public async Task A_start_over_grpc_returns_after_the_first_turn()
    {
        await using var host = await WorkflowHost.StartAsync();

        var start = host.Grpc.CallAsync<CreateInstanceResponse>(
            "StartInstance",
            new CreateInstanceRequest { Name = "Order", Input = "1" }
        );
        var item = await host.Worker.TurnAsync();
        Assert.False(start.IsCompleted);
        await host.Worker.CompleteAsync(item);

        Assert.Equal(item.WorkflowRequest.InstanceId, (await start).InstanceId);
    }

    [Fact]
    public async Task A_start_that_must_be_unique_does_not_replace_a_finished_instance()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Complete(0));
        await host.HasStatusAsync("order-1", "COMPLETED");
        var request = new CreateInstanceRequest
        {
            InstanceId = "order-1",
            Name = "Order",
            EnforceUniqueInstanceId = true,
        };

        Assert.Equal(6, await host.Grpc.StatusOfAsync("StartInstance", request));
    }

    [Fact]
    public async Task A_start_in_the_future_waits_for_its_time()
    {
        await using var host = await WorkflowHost.StartAsync();
        var at = WorkflowHost.Start.AddDays(1);
        await host.Grpc.CallAsync(
            "StartInstance",
            new CreateInstanceRequest
            {
                InstanceId = "order-1",
                Name = "Order",
                ScheduledStartTimestamp = Timestamp.FromDateTimeOffset(at),
            }
        );
        await Eventually.HoldsAsync(() => host.Engine.IsIdle, "nothing runs");
        Assert.Equal("PENDING", host.Engine.StatusOf("order-1"));

        host.Clock.Advance(TimeSpan.FromDays(1));

        var request = (await host.Worker.TurnAsync()).WorkflowRequest;
        Assert.Equal(Timestamp.FromDateTimeOffset(at), request.NewEvents[0].Timestamp);
    }

    [Fact]
    public async Task An_unknown_instance_does_not_exist_and_is_an_error_to_all_other_methods()
    {
        await using var host = await WorkflowHost.StartAsync();
        var get = new GetInstanceRequest { InstanceId = "nobody" };
        (string, IMessage)[] others =
        [
            ("WaitForInstanceStart", get),
            ("WaitForInstanceCompletion", get),
            ("RaiseEvent", new RaiseEventRequest { InstanceId = "nobody", Name = "Paid" }),
            ("TerminateInstance", new TerminateRequest { InstanceId = "nobody" }),
            ("SuspendInstance", new SuspendRequest { InstanceId = "nobody" }),
            ("ResumeInstance", new ResumeRequest { InstanceId = "nobody" }),
            ("PurgeInstances", new PurgeInstancesRequest { InstanceId = "nobody" }),
            ("GetInstanceHistory", new GetInstanceHistoryRequest { InstanceId = "nobody" }),
        ];

        Assert.False((await host.Grpc.CallAsync<GetInstanceResponse>("GetInstance", get)).Exists);
        foreach (var (method, request) in others)
        {
            Assert.Equal(2, await host.Grpc.StatusOfAsync(method, request));
        }
    }

    [Theory]
    [InlineData(true, "1")]
    [InlineData(false, null)]
    public async Task Inputs_and_outputs_come_only_when_asked_for(bool isAsked, string? input)
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1", input: "1");
        await host.Worker.AnswerTurnAsync(Act.Complete(0, "2"));

        var response = await host.Grpc.CallAsync<GetInstanceResponse>(
            "WaitForInstanceCompletion",
            new GetInstanceRequest { InstanceId = "order-1", GetInputsAndOutputs = isAsked }
        );

        Assert.Equal(OrchestrationStatus.Completed, response.WorkflowState.WorkflowStatus);
        Assert.Equal(input, response.WorkflowState.Input);
    }

    [Fact]
    public async Task Suspend_resume_and_terminate_return_once_the_status_is_reached()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync();

        await AfterATurnAsync("SuspendInstance", new SuspendRequest { InstanceId = "order-1" }, "SUSPENDED");
        await AfterATurnAsync("ResumeInstance", new ResumeRequest { InstanceId = "order-1" }, "RUNNING");
        await AfterATurnAsync("TerminateInstance", new TerminateRequest { InstanceId = "order-1" }, "TERMINATED");

        async Task AfterATurnAsync(string method, IMessage request, string status)
        {
            var call = host.Grpc.CallAsync(method, request);
            var item = await host.Worker.TurnAsync();
            Assert.False(call.IsCompleted);
            await host.Worker.CompleteAsync(item);
            await call;
            Assert.Equal(status, host.Engine.StatusOf("order-1"));
        }
    }

    [Fact]
    public async Task A_purge_takes_one_id_and_no_filter()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        var byId = new PurgeInstancesRequest { InstanceId = "order-1" };
        var byFilter = new PurgeInstancesRequest { PurgeInstanceFilter = new PurgeInstanceFilter() };

        Assert.Equal(2, await host.Grpc.StatusOfAsync("PurgeInstances", byFilter));
        Assert.Equal(2, await host.Grpc.StatusOfAsync("PurgeInstances", byId));
        await host.Worker.AnswerTurnAsync(Act.Complete(0));
        await host.HasStatusAsync("order-1", "COMPLETED");
        var purged = await host.Grpc.CallAsync<PurgeInstancesResponse>("PurgeInstances", byId);

        Assert.Equal((1, true), (purged.DeletedInstanceCount, purged.IsComplete));
    }

    [Fact]
    public async Task Ids_are_listed_page_by_page()
    {
        await using var host = await WorkflowHost.StartAsync();
        foreach (var id in new[] { "c", "a", "b" })
        {
            await host.StartAsync(id);
        }

        var request = new ListInstanceIDsRequest { PageSize = 2 };
        var first = await host.Grpc.CallAsync<ListInstanceIDsResponse>("ListInstanceIDs", request);
        request.ContinuationToken = first.ContinuationToken;
        var last = await host.Grpc.CallAsync<ListInstanceIDsResponse>("ListInstanceIDs", request);

        Assert.Equal(["a", "b"], first.InstanceIds);
        Assert.Equal(["c"], last.InstanceIds);
        Assert.False(last.HasContinuationToken);
    }

    [Fact]
    public async Task A_finished_instance_can_be_run_again_from_one_of_its_activities()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Schedule(0), Act.Schedule(1, input: "old"));
        await host.Worker.AnswerActivityAsync("first");
        await host.Worker.AnswerTurnAsync();
        await host.Worker.AnswerActivityAsync();
        await host.Worker.AnswerTurnAsync(Act.Complete(2));
        await host.HasStatusAsync("order-1", "COMPLETED");

        var rerun = new RerunWorkflowFromEventRequest
        {
            SourceInstanceID = "order-1",
            EventID = 1,
            NewInstanceID = "order-2",
            Input = "new",
            OverwriteInput = true,
        };
        await host.Grpc.CallAsync("RerunWorkflowFromEvent", rerun);
        var activities = new[] { await host.Worker.AnswerActivityAsync(), await host.Worker.AnswerActivityAsync() };
        var turn = await host.Worker.TurnAsync();

        Assert.All(activities, activity => Assert.Equal("order-2", activity.WorkflowInstance.InstanceId));
        Assert.Equal(["new", null], activities.OrderByDescending(a => a.TaskId).Select(activity => activity.Input));
        var again = turn.WorkflowRequest.PastEvents[^1].TaskScheduled;
        Assert.Equal("order-1", again.RerunParentInstanceInfo.InstanceID);
    }
}
