using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Monolith.Clients.Tests.Limits;

/// <summary>Clients that begin and do not go on.</summary>
public sealed class SlowClientTests(ClientsHost host)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("/v1/logs")]
    [InlineData("/api/v1/logs")]
    public async Task A_body_that_does_not_come_is_a_408_and_the_end_of_the_connection(string path)
    {
        using var bound = new CancellationTokenSource(Bound);
        using var client = new TcpClient();
        await client.ConnectAsync(host.Url.Host, host.Url.Port, bound.Token);
        var stream = client.GetStream();
        var head =
            $"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{{";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), bound.Token);

        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(bound.Token);

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gRPC_message_that_does_not_come_is_the_end_of_the_connection()
    {
        using var bound = new CancellationTokenSource(Bound);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"http://{host.Process.Listener("OTLP/gRPC")}/opentelemetry.proto.collector.logs.v1.LogsService/Export"
        )
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StalledContent(bound.Token),
        };

        await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(request, bound.Token));
    }

    [Fact]
    public async Task Headers_beyond_the_bound_are_a_431()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz/live");
        request.Headers.Add("X-Long", new string('x', 40_000));

        using var response = await host.Process.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, response.StatusCode);
    }

    /// <summary>The beginning of a message, and then nothing more.</summary>
    private sealed class StalledContent : HttpContent
    {
        private readonly CancellationToken _stop;

        public StalledContent(CancellationToken stop)
        {
            _stop = stop;
            Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[] { 0, 0, 1, 0, 0, 1 }, _stop);
            await stream.FlushAsync(_stop);
            await Task.Delay(Timeout.Infinite, _stop);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
