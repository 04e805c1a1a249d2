using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Monolith.DaprSidecar.Tests.Workflows.Support;

/// <summary>Just enough gRPC to speak to the sidecar, over nothing but HTTP/2.</summary>
internal sealed class GrpcClient(Uri endpoint, string? token = null) : IDisposable
{
    private readonly HttpClient _http = new(
        new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true }
    )
    {
        BaseAddress = endpoint,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Calls a method that answers with one message.</summary>
    /// <exception cref="GrpcFailure">The status was not 0.</exception>
    public async Task<TResponse> CallAsync<TResponse>(string method, IMessage request, string? timeout = null)
        where TResponse : IMessage<TResponse>, new()
    {
        using var response = await OpenAsync(method, request, timeout);
        var body = await response.Content.ReadAsByteArrayAsync();
        ThrowUnlessOk(response);
        var message = new TResponse();
        message.MergeFrom(body.AsSpan(5));
        return message;
    }

    /// <summary>Calls a method whose answer does not matter.</summary>
    /// <exception cref="GrpcFailure">The status was not 0.</exception>
    public Task CallAsync(string method, IMessage request) =>
        CallAsync<Google.Protobuf.WellKnownTypes.Empty>(method, request);

    /// <summary>The status with which a call ends.</summary>
    public async Task<int> StatusOfAsync(string method, IMessage request, string? timeout = null)
    {
        using var response = await OpenAsync(method, request, timeout);
        await response.Content.ReadAsByteArrayAsync();
        return StatusOf(response);
    }

    /// <summary>Sends a request and returns once the headers of the answer are there.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string method, IMessage request, string? timeout = null)
    {
        var frame = new byte[5 + request.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        request.WriteTo(frame.AsSpan(5));
        return await SendAsync(
            method,
            frame,
            message =>
            {
                if (timeout is not null)
                {
                    message.Headers.Add("grpc-timeout", timeout);
                }
            }
        );
    }

    /// <summary>Sends any bytes as the body of a call, with what a test changes about its headers.</summary>
    public Task<HttpResponseMessage> SendAsync(string method, byte[] body, Action<HttpRequestMessage>? change = null)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, $"/TaskHubSidecarService/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        message.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (token is not null)
        {
            message.Headers.Add("dapr-api-token", token);
        }

        change?.Invoke(message);
        return _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The status of an answer that has been read to its end.</summary>
    public static int StatusOf(HttpResponseMessage response) => int.Parse(Find(response, "grpc-status") ?? "-1");

    /// <summary>The message beside the status, as it was sent.</summary>
    public static string? MessageOf(HttpResponseMessage response) => Find(response, "grpc-message");

    public void Dispose() => _http.Dispose();

    private static void ThrowUnlessOk(HttpResponseMessage response)
    {
        if (StatusOf(response) != 0)
        {
            throw new GrpcFailure(StatusOf(response), MessageOf(response) ?? "");
        }
    }

    private static string? Find(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values)
            ? values.Single()
            : null;
}

/// <summary>A call that did not end well.</summary>
internal sealed class GrpcFailure(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
