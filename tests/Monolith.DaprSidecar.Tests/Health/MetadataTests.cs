using System.Net;
using Monolith.DaprSidecar.Tests.Support;

namespace Monolith.DaprSidecar.Tests.Health;

public sealed class MetadataTests
{
    [Fact]
    public async Task E8_Metadata_lists_the_app_its_components_and_its_subscriptions()
    {
        await using var stage = await Stage.WithTopicAsync("logs", Stage.DeadLetters);

        var metadata = await stage.GetJsonAsync("/v1.0/metadata");

        var subscription = Assert.Single(metadata.GetProperty("subscriptions").EnumerateArray());
        Assert.Equal("monolith", metadata.Text("id"));
        Assert.Contains(
            metadata.GetProperty("components").EnumerateArray(),
            component => (component.Text("name"), component.Text("type")) == ("statestore", "state.in-memory")
        );
        Assert.Equal(("pubsub", "logs"), (subscription.Text("pubsubname"), subscription.Text("topic")));
        Assert.Equal(("PROGRAMMATIC", "dead"), (subscription.Text("type"), subscription.Text("deadLetterTopic")));
        Assert.Equal("/logs", subscription.GetProperty("rules")[0].Text("path"));
        Assert.Equal(stage.App.Port, metadata.GetProperty("appConnectionProperties").GetProperty("port").GetInt32());
    }

    [Fact]
    public async Task E8_Connected_workers_are_the_open_streams_of_work_items()
    {
        await using var sidecar = await Sidecar.StartAsync(new SidecarOptions());
        using var http = new HttpClient { BaseAddress = sidecar.HttpEndpoint };
        using var grpc = new HttpClient { BaseAddress = sidecar.GrpcEndpoint };

        var before = await ConnectedAsync(http);
        using (var stream = await grpc.SendAsync(Call("GetWorkItems"), HttpCompletionOption.ResponseHeadersRead))
        {
            await Eventually.HoldsAsync(async () => await ConnectedAsync(http) == 1, "the stream counts");
        }

        await Eventually.HoldsAsync(async () => await ConnectedAsync(http) == 0, "the stream is gone");
        Assert.Equal(0, before);
    }

    [Fact]
    public async Task E4_Without_the_token_a_gRPC_call_is_status_16()
    {
        await using var sidecar = await Sidecar.StartAsync(new SidecarOptions { ApiToken = "right" });
        using var grpc = new HttpClient { BaseAddress = sidecar.GrpcEndpoint };
        using var call = Call("Hello");
        call.Headers.Add("dapr-api-token", "right");

        using var refused = await grpc.SendAsync(Call("Hello"));
        using var allowed = await grpc.SendAsync(call);

        Assert.Equal("16", await StatusAsync(refused));
        Assert.Equal("0", await StatusAsync(allowed));
    }

    private static async Task<int> ConnectedAsync(HttpClient http)
    {
        var metadata = await (await http.GetAsync("/v1.0/metadata")).JsonAsync();
        return metadata.GetProperty("workflows").GetProperty("connectedWorkers").GetInt32();
    }

    private static HttpRequestMessage Call(string method)
    {
        // One empty message, without compression.
        var request = new HttpRequestMessage(HttpMethod.Post, "/TaskHubSidecarService/" + method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[5]),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.Add("te", "trailers");
        return request;
    }

    /// <summary>From the trailers, or from the headers of an answer that has nothing else.</summary>
    private static async Task<string> StatusAsync(HttpResponseMessage response)
    {
        await response.Content.ReadAsByteArrayAsync();
        return response
            .TrailingHeaders.Concat(response.Headers)
            .Single(header => header.Key == "grpc-status")
            .Value.Single();
    }
}
