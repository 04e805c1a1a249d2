using System.Net;
using Monolith.DaprSidecar.Tests.Workflows.Support;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class PurgeTests
{
    [Fact]
    public async Task H5_A_running_instance_cannot_be_purged_and_stays_as_it_is()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync();
        await host.HasStatusAsync("order-1", "RUNNING");

        using var response = await host.PostAsync("order-1/purge");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("ERR_PURGE_WORKFLOW", await response.ErrorCodeAsync());
        Assert.Equal("RUNNING", host.Engine.StatusOf("order-1"));
    }

    [Fact]
    public async Task H5_A_finished_instance_is_purged_with_its_children()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Child(0, "shipment-1"));
        await host.Worker.AnswerTurnAsync(Act.Complete(0));
        await host.Worker.AnswerTurnAsync(Act.Complete(1));
        await host.HasStatusAsync("order-1", "COMPLETED");

        using var purged = await host.PostAsync("order-1/purge");
        using var found = await host.Http.GetAsync("/v1.0/workflows/dapr/order-1");

        Assert.Equal(HttpStatusCode.Accepted, purged.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, found.StatusCode);
        Assert.Empty(host.Engine.InstanceIds);
    }

    [Fact]
    public async Task H5_A_finished_instance_with_an_active_child_stays()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        await host.Worker.AnswerTurnAsync(Act.Child(0, "shipment-1"), Act.Complete(1));
        await host.HasStatusAsync("order-1", "COMPLETED");

        using var purged = await host.PostAsync("order-1/purge");

        Assert.Equal(HttpStatusCode.InternalServerError, purged.StatusCode);
        Assert.Equal(["order-1", "shipment-1"], host.Engine.InstanceIds);
    }
}
