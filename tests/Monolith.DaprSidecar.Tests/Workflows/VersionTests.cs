using Monolith.DaprSidecar.Tests.Workflows.Support;
using Monolith.DaprSidecar.Workflows;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class VersionTests
{
    [Theory]
    [InlineData(SidecarVersion.V117, false)]
    [InlineData(SidecarVersion.V118, false)]
    [InlineData(SidecarVersion.V119, true)]
    public async Task Completion_tokens_and_execution_ids_come_with_1_19(SidecarVersion version, bool hasThem)
    {
        await using var host = await WorkflowHost.StartAsync(version);
        await host.StartAsync("order-1");

        var item = await host.Worker.TurnAsync();

        Assert.Equal(hasThem, item.CompletionToken.Length > 0);
        Assert.Equal(hasThem, item.WorkflowRequest.ExecutionId is not null);
    }

    [Theory]
    [InlineData(SidecarVersion.V117, 12)]
    [InlineData(SidecarVersion.V118, 0)]
    [InlineData(SidecarVersion.V119, 0)]
    public async Task The_newer_method_for_turns_comes_with_1_18(SidecarVersion version, int status)
    {
        await using var host = await WorkflowHost.StartAsync(version);
        await host.StartAsync("order-1");
        var item = await host.Worker.TurnAsync();
        var response = new WorkflowResponse { InstanceId = "order-1", CompletionToken = item.CompletionToken };

        Assert.Equal(status, await host.Grpc.StatusOfAsync("CompleteWorkflowTask", response));
    }

    [Theory]
    [InlineData(SidecarVersion.V118, 2)]
    [InlineData(SidecarVersion.V119, 6)]
    public async Task A_duplicate_start_says_so_since_1_19(SidecarVersion version, int status)
    {
        await using var host = await WorkflowHost.StartAsync(version);
        await host.StartAsync("order-1");
        var request = new CreateInstanceRequest { InstanceId = "order-1", Name = "Order" };

        Assert.Equal(status, await host.Grpc.StatusOfAsync("StartInstance", request));
    }
}
