using Monolith.DaprSidecar.Tests.Workflows.Support;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class PayloadTests
{
    private const int MaxBodyBytes = 20_000;

    [Fact]
    public async Task W28_A_history_near_the_limit_stalls_its_instance_and_leaves_the_stream_open()
    {
        await using var host = await WorkflowHost.StartAsync(maxBodyBytes: MaxBodyBytes);
        await host.StartAsync("order-1", input: new string('x', MaxBodyBytes / 2));
        await host.Worker.AnswerTurnAsync();

        await host.RaiseAsync("order-1", "Paid", new string('x', MaxBodyBytes / 2));
        await host.HasStatusAsync("order-1", "UNKNOWN");
        await host.StartAsync("order-2");
        var other = (await host.Worker.TurnAsync()).WorkflowRequest;

        Assert.Equal("order-2", other.InstanceId);
        Assert.False(host.Worker.Ended.IsCompleted);
        var history = await host.HistoryAsync("order-1");
        Assert.Equal(StalledReason.PayloadSizeExceeded, history[^1].ExecutionStalled.Reason);
    }

    [Fact]
    public async Task W28_Up_to_the_limit_all_is_well()
    {
        await using var host = await WorkflowHost.StartAsync(maxBodyBytes: MaxBodyBytes);
        await host.StartAsync("order-1", input: new string('x', (int)(MaxBodyBytes * 0.9)));

        Assert.Equal("order-1", (await host.Worker.TurnAsync()).WorkflowRequest.InstanceId);
    }
}
