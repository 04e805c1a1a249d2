using Monolith.DaprSidecar.Tests.Workflows.Support;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class PatchTests
{
    [Fact]
    public async Task W22_Each_turn_keeps_the_patches_that_history_lacks()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");

        await AnswerAsync(host, new WorkflowVersion { Patches = { "a" } });
        await host.RaiseAsync("order-1", "Paid");
        await AnswerAsync(host, new WorkflowVersion { Patches = { "a", "b", "b" } });
        await host.RaiseAsync("order-1", "Paid");
        var request = (await host.Worker.TurnAsync()).WorkflowRequest;

        Assert.Equal(
            [
                ["a"],
                ["b", "b"],
            ],
            request.PastEvents.Where(e => e.WorkflowStarted is not null).Select(e => e.WorkflowStarted.Version.Patches)
        );
    }

    [Fact]
    public async Task W22_A_worker_with_other_patches_stalls_the_instance_until_the_workers_have_reconnected()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await AnswerAsync(host, new WorkflowVersion { Patches = { "a" } });
        await host.RaiseAsync("order-1", "Paid");

        await AnswerAsync(host, new WorkflowVersion { Patches = { "b" } }, Act.Complete(0));
        await host.HasStatusAsync("order-1", "UNKNOWN");
        await host.DisconnectAsync();
        await host.ConnectAsync();
        var item = await host.Worker.TurnAsync();
        await host.Worker.CompleteAsync(
            item,
            response =>
            {
                response.Version = new WorkflowVersion { Patches = { "a" } };
                response.Actions.Add(Act.Complete(0));
            }
        );

        await host.HasStatusAsync("order-1", "COMPLETED");
        var stalled = item.WorkflowRequest.PastEvents[^1].ExecutionStalled;
        Assert.Equal(StalledReason.PatchMismatch, stalled.Reason);
        Assert.Equal("Paid", item.WorkflowRequest.NewEvents[1].EventRaised.Name);
    }

    [Fact]
    public async Task W22_The_same_stall_is_written_down_once()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await AnswerAsync(host, new WorkflowVersion { Patches = { "a" } });
        await host.RaiseAsync("order-1", "Paid");

        for (var i = 0; i < 2; i++)
        {
            await AnswerAsync(host, version: null);
            await host.HasStatusAsync("order-1", "UNKNOWN");
            await host.DisconnectAsync();
            await host.ConnectAsync();
        }

        Assert.Single(await host.HistoryAsync("order-1"), e => e.ExecutionStalled is not null);
    }

    [Fact]
    public async Task The_name_of_an_implementation_is_handed_back()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");

        await AnswerAsync(host, new WorkflowVersion { Name = "OrderV2" });
        await host.RaiseAsync("order-1", "Paid");
        var request = (await host.Worker.TurnAsync()).WorkflowRequest;

        Assert.Equal("OrderV2", request.PastEvents[0].WorkflowStarted.Version.Name);
    }

    [Fact]
    public async Task Of_patches_and_a_name_only_the_patches_are_kept()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");

        await AnswerAsync(host, new WorkflowVersion { Name = "OrderV2", Patches = { "a" } });
        await host.RaiseAsync("order-1", "Paid");
        var request = (await host.Worker.TurnAsync()).WorkflowRequest;

        Assert.Equal(new WorkflowVersion { Patches = { "a" } }, request.PastEvents[0].WorkflowStarted.Version);
    }

    private static async Task AnswerAsync(
        WorkflowHost host,
        WorkflowVersion? version,
        params WorkflowAction[] actions
    ) =>
        await host.Worker.CompleteAsync(
            await host.Worker.TurnAsync(),
            response =>
            {
                response.Version = version;
                response.Actions.AddRange(actions);
            }
        );
}
