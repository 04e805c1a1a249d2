using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Monolith.Platform.Dapr;

namespace Monolith.Runtime.Tests.Dapr;

public sealed class DaprTransportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_token_and_the_trace_context_go_along()
    {
        await using var sidecar = await StubSidecar.StartAsync();
        using var transport = sidecar.CreateTransport(options: null, ("DAPR_API_TOKEN", "secret"));
        using var activity = new Activity("test").Start();

        await transport.ExecuteAsync(DaprRequest.Get("/v1.0/metadata"), Token);

        var headers = Assert.Single(sidecar.Requests).Headers;
        Assert.Equal("secret", headers["dapr-api-token"]);
        Assert.Contains(activity.TraceId.ToHexString(), headers["traceparent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_carries_the_status_and_the_code_of_Dapr()
    {
        await using var sidecar = await StubSidecar.StartAsync();
        using var transport = sidecar.CreateTransport();
        sidecar.Answers(404, """{"errorCode":"ERR_PUBSUB_NOT_FOUND","message":"pubsub x is not found"}""");

        var error = await Assert.ThrowsAsync<DaprException>(() =>
            transport.ExecuteAsync(DaprRequest.Get("/v1.0/x?metadata.secret=1"), Token)
        );

        Assert.Equal(HttpStatusCode.NotFound, error.Status);
        Assert.Equal("ERR_PUBSUB_NOT_FOUND", error.ErrorCode);
        Assert.False(error.IsRetriable);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_in_plain_text_is_an_error_too()
    {
        await using var sidecar = await StubSidecar.StartAsync();
        using var transport = sidecar.CreateTransport(options: null, ("DAPR_API_TOKEN", "wrong-one"));
        sidecar.Answers(401, "invalid api token");

        var error = await Assert.ThrowsAsync<DaprException>(() =>
            transport.ExecuteAsync(DaprRequest.Get("/v1.0/metadata"), Token)
        );

        Assert.Null(error.ErrorCode);
        Assert.Contains("invalid api token", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-one", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_be_repeated_is_repeated_after_an_error_that_passes()
    {
        await using var sidecar = await StubSidecar.StartAsync();
        using var transport = sidecar.CreateTransport();
        sidecar.Answers(500).Answers(503);

        await transport.ExecuteAsync(DaprRequest.Get("/v1.0/metadata"), Token);

        Assert.Equal(3, sidecar.Requests.Count);
    }

    [Fact]
    public async Task What_may_not_be_repeated_is_sent_once()
    {
        await using var sidecar = await StubSidecar.StartAsync();
        using var transport = sidecar.CreateTransport();
        sidecar.Answers(500);

        await Assert.ThrowsAsync<DaprException>(() =>
            transport.ExecuteAsync(DaprRequest.Post("/v1.0/invoke/a/method/b", new { }), Token)
        );

        Assert.Single(sidecar.Requests);
    }

    [Fact]
    public async Task A_sidecar_that_is_not_there_is_an_error_that_passes()
    {
        var sidecar = await StubSidecar.StartAsync();
        using var transport = sidecar.CreateTransport();
        await sidecar.DisposeAsync();

        var error = await Assert.ThrowsAsync<DaprException>(() =>
            transport.ExecuteAsync(DaprRequest.Post("/v1.0/invoke/a/method/b", new { }), Token)
        );

        Assert.Null(error.Status);
        Assert.True(error.IsRetriable);
    }

    [Fact]
    public async Task A_sidecar_that_does_not_answer_in_time_is_an_error_that_passes()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var transport = StubSidecar.CreateTransport(
            new Uri($"http://{silent.LocalEndpoint}"),
            new DaprOptions { RequestTimeout = TimeSpan.FromMilliseconds(100), MaxRetries = 0 }
        );

        var error = await Assert.ThrowsAsync<DaprException>(() =>
            transport.ExecuteAsync(DaprRequest.Get("/v1.0/metadata"), Token)
        );

        Assert.True(error.IsRetriable);
    }

    [Fact]
    public async Task E7_A_body_above_the_limit_is_refused_before_it_is_sent()
    {
        await using var sidecar = await StubSidecar.StartAsync();
        using var transport = sidecar.CreateTransport(new DaprOptions { MaxBodyBytes = 64 * 1024 });
        var request = new DaprRequest(HttpMethod.Post, "/v1.0/publish/p/t") { Body = new byte[64 * 1024 + 1] };

        var error = await Assert.ThrowsAsync<DaprException>(() => transport.ExecuteAsync(request, Token));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, error.Status);
        Assert.Contains("MaxBodyBytes", error.Message, StringComparison.Ordinal);
        Assert.Empty(sidecar.Requests);
    }

    [Theory]
    [InlineData("a/b c+ü%", "/v1.0/state/s/a%2Fb%20c%2B%C3%BC%25")]
    [InlineData("..", "/v1.0/state/s/..")]
    public void Segments_are_encoded(string key, string expected) =>
        Assert.Equal(expected, DaprPath.Of("/v1.0/state", "s", key));

    [Fact]
    public void A_topic_keeps_its_slashes() =>
        Assert.Equal("/v1.0/publish/p/a/b%20c", DaprPath.Of("/v1.0/publish", "p").AddWithSlashes("a/b c"));
}
