using System.Net;
using Monolith.DaprSidecar.Tests.Workflows.Support;
using Monolith.DaprSidecar.Workflows;

namespace Monolith.DaprSidecar.Tests.Workflows;

public sealed class ScriptTests
{
    private static readonly byte[] Nothing = [0, 0, 0, 0, 0];

    [Fact]
    public async Task A_status_comes_in_the_headers_or_in_the_trailers_as_scripted()
    {
        await using var host = await WorkflowHost.StartAsync();
        host.Engine.Faults.Script("Hello", new ScriptedAnswer.TrailersOnly(14), new ScriptedAnswer.Trailers(13));

        using var early = await host.Grpc.SendAsync("Hello", Nothing);
        using var late = await host.Grpc.SendAsync("Hello", Nothing);
        await late.Content.ReadAsByteArrayAsync();

        Assert.Equal("14", early.Headers.GetValues("grpc-status").Single());
        Assert.Equal("13", late.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task An_answer_may_be_of_http_alone()
    {
        await using var host = await WorkflowHost.StartAsync();
        host.Engine.Faults.Script("Hello", new ScriptedAnswer.Http(503), new ScriptedAnswer.NoStatus());

        using var unavailable = await host.Grpc.SendAsync("Hello", Nothing);
        using var silent = await host.Grpc.SendAsync("Hello", Nothing);
        await silent.Content.ReadAsByteArrayAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, unavailable.StatusCode);
        Assert.Equal(HttpStatusCode.OK, silent.StatusCode);
        Assert.Equal(-1, GrpcClient.StatusOf(silent));
    }

    [Fact]
    public async Task A_call_may_be_reset_with_any_code()
    {
        await using var host = await WorkflowHost.StartAsync();
        host.Engine.Faults.Script("Hello", new ScriptedAnswer.Reset(0xb));

        var reset = await Assert.ThrowsAsync<HttpRequestException>(() => host.Grpc.SendAsync("Hello", Nothing));

        Assert.Equal(0xb, Assert.IsType<HttpProtocolException>(reset.InnerException).ErrorCode);
    }

    [Fact]
    public async Task After_goaway_the_next_call_takes_another_connection()
    {
        await using var host = await WorkflowHost.StartAsync();
        host.Engine.Faults.Script("Hello", new ScriptedAnswer.GoAway(14));

        using var last = await host.Grpc.SendAsync("Hello", Nothing);
        using var next = await host.Grpc.SendAsync("Hello", Nothing);
        await next.Content.ReadAsByteArrayAsync();

        Assert.Equal(14, GrpcClient.StatusOf(last));
        Assert.Equal(0, GrpcClient.StatusOf(next));
    }

    [Fact]
    public async Task A_body_may_be_any_bytes()
    {
        await using var host = await WorkflowHost.StartAsync();
        byte[] compressed = [1, 0, 0, 0, 0];
        host.Engine.Faults.Script("Hello", new ScriptedAnswer.Bytes(compressed));

        using var response = await host.Grpc.SendAsync("Hello", Nothing);

        Assert.Equal(compressed, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Answers_may_be_split_into_odd_chunks()
    {
        await using var host = await WorkflowHost.StartAsync();
        host.Engine.Faults.ChunkBytes = 3;
        await host.DisconnectAsync();
        await host.ConnectAsync();

        await host.StartAsync("order-1", input: "a text that is longer than one chunk");

        var start = (await host.Worker.TurnAsync()).WorkflowRequest.NewEvents[1].ExecutionStarted;
        Assert.Equal("a text that is longer than one chunk", start.Input);
    }
}
