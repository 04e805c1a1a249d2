using Monolith.DaprSidecar.Tests.Workflows.Support;
using Monolith.DaprSidecar.Workflows;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class LoadTests
{
    private const int Instances = 200;
    private const int Activities = 10;

    [Fact]
    public async Task G10_Two_hundred_instances_with_ten_activities_each_finish_side_by_side()
    {
        await using var host = await WorkflowHost.StartAsync();
        var turns = Task.Run(() => AnswerTurnsAsync(host));
        var activities = Task.Run(() => AnswerActivitiesAsync(host));

        await Task.WhenAll(Enumerable.Range(0, Instances).Select(i => host.StartAsync($"order-{i}")));
        await Task.WhenAll(turns, activities);

        Assert.All(host.Engine.InstanceIds, id => Assert.Equal("COMPLETED", host.Engine.StatusOf(id)));
        Assert.Equal(Instances, host.Engine.InstanceIds.Count);
    }

    [Fact]
    public async Task G10_A_worker_that_does_not_read_loses_its_stream_and_its_work_goes_to_another()
    {
        var clock = new VirtualClock(WorkflowHost.Start);
        using var engine = new WorkflowEngine(
            new WorkflowEngineOptions { Clock = clock, SendBudget = TimeSpan.FromSeconds(1) }
        );
        await using var listener = await EngineListener.StartAsync(engine);
        using var sleepy = new GrpcClient(listener.Endpoint);
        using var stream = await sleepy.OpenAsync("GetWorkItems", new GetWorkItemsRequest());
        using var awake = new GrpcClient(listener.Endpoint);
        await Eventually.HoldsAsync(() => engine.ConnectedWorkers == 1, "the sleepy worker is connected");

        // More than any window of HTTP/2 that a reader has open at first.
        var request = new CreateInstanceRequest { Name = "Order", Input = new string('x', 1_000_000) };
        var start = awake.CallAsync("StartInstance", request);
        await Eventually.HoldsAsync(() => engine.ConnectedWorkers == 0, "the sleepy worker has lost its stream");
        await using var worker = await ScriptedWorker.ConnectAsync(awake);

        await worker.AnswerTurnAsync();
        await start;
    }

    private static async Task AnswerTurnsAsync(WorkflowHost host)
    {
        for (var finished = 0; finished < Instances; )
        {
            var item = await host.Worker.TurnAsync();
            var request = item.WorkflowRequest;
            var results = request.PastEvents.Concat(request.NewEvents).Count(e => e.TaskCompleted is not null);
            if (request.PastEvents.Count == 0)
            {
                await host.Worker.CompleteAsync(
                    item,
                    [.. Enumerable.Range(0, Activities).Select(id => Act.Schedule(id))]
                );
            }
            else if (results == Activities)
            {
                await host.Worker.CompleteAsync(item, Act.Complete(Activities));
                finished++;
            }
            else
            {
                await host.Worker.CompleteAsync(item);
            }
        }
    }

    private static async Task AnswerActivitiesAsync(WorkflowHost host)
    {
        for (var i = 0; i < Instances * Activities; i++)
        {
            await host.Worker.AnswerActivityAsync("true");
        }
    }
}
