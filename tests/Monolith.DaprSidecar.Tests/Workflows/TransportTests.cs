using System.Net;
using Google.Protobuf.WellKnownTypes;
using Monolith.DaprSidecar.Tests.Workflows.Support;
using Monolith.DaprSidecar.Workflows;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class TransportTests
{
    private static readonly byte[] Nothing = [0, 0, 0, 0, 0];

    [Fact]
    public async Task G1_Hello_is_five_bytes_each_way_over_http_2_with_the_status_in_the_trailers()
    {
        await using var host = await WorkflowHost.StartAsync();

        using var response = await host.Grpc.SendAsync("Hello", Nothing);
        var body = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(HttpVersion.Version20, response.Version);
        Assert.Equal("application/grpc", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(Nothing, body);
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task G1_A_call_without_the_token_is_unauthenticated()
    {
        await using var sidecar = await Sidecar.StartAsync(new SidecarOptions { ApiToken = "secret" });
        using var stranger = new GrpcClient(sidecar.GrpcEndpoint);
        using var wrong = new GrpcClient(sidecar.GrpcEndpoint, "guess");
        using var friend = new GrpcClient(sidecar.GrpcEndpoint, "secret");

        Assert.Equal(16, await stranger.StatusOfAsync("Hello", new Empty()));
        Assert.Equal(16, await wrong.StatusOfAsync("GetWorkItems", new GetWorkItemsRequest()));
        Assert.Equal(0, await friend.StatusOfAsync("Hello", new Empty()));
    }

    [Fact]
    public async Task G1_A_call_of_another_content_type_or_without_trailers_is_refused()
    {
        await using var host = await WorkflowHost.StartAsync();

        using var json = await host.Grpc.SendAsync(
            "Hello",
            Nothing,
            message => message.Content!.Headers.ContentType = new("application/json")
        );
        using var noTrailers = await host.Grpc.SendAsync("Hello", Nothing, message => message.Headers.TE.Clear());

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, json.StatusCode);
        Assert.Equal(13, GrpcClient.StatusOf(noTrailers));
    }

    [Theory]
    [InlineData(new byte[] { }, 13)]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 }, 13)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0 }, 13)]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 }, 13)]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 0xff }, 13)]
    [InlineData(new byte[] { 0, 0x7f, 0xff, 0xff, 0xff }, 8)]
    public async Task Malformed_compressed_and_oversized_messages_are_refused(byte[] body, int status)
    {
        await using var host = await WorkflowHost.StartAsync();

        using var response = await host.Grpc.SendAsync("StartInstance", body);
        await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(status, GrpcClient.StatusOf(response));
    }

    [Fact]
    public async Task An_unknown_method_is_unimplemented()
    {
        await using var host = await WorkflowHost.StartAsync();

        Assert.Equal(12, await host.Grpc.StatusOfAsync("Dance", new Empty()));
    }

    [Fact]
    public async Task A_deadline_ends_a_call_that_waits()
    {
        await using var host = await WorkflowHost.StartAsync();
        await host.StartAsync("order-1");
        var request = new GetInstanceRequest { InstanceId = "order-1" };

        Assert.Equal(4, await host.Grpc.StatusOfAsync("WaitForInstanceCompletion", request, timeout: "50m"));
    }

    [Fact]
    public async Task A_message_beside_the_status_is_percent_encoded()
    {
        await using var host = await WorkflowHost.StartAsync();
        host.Engine.Faults.Script("Hello", new ScriptedAnswer.TrailersOnly(14, "50 % für\nalle"));

        using var response = await host.Grpc.SendAsync("Hello", Nothing);

        Assert.Equal("50 %25 f%C3%BCr%0Aalle", response.Headers.GetValues("grpc-message").Single());
    }
}
