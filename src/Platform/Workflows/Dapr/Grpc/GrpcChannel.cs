using System.Globalization;
using System.Net;
using Google.Protobuf;
using Monolith.Platform.Grpc;

namespace Monolith.Platform.Workflows.Dapr.Grpc;

/// <summary>
/// Calls to a gRPC server over HTTP/2, plaintext when the address says so. It speaks what a workflow worker needs and no
/// more: one message out, one or many in, no compression, no metadata but a token. The trace context goes along by itself,
/// as with every <see cref="HttpClient"/>. Thread-safe.
/// </summary>
/// <param name="endpoint">The server, for example <c>http://127.0.0.1:50001</c>.</param>
/// <param name="headers">What goes along with every call. Never logged: a token may be among it.</param>
/// <param name="maxMessageBytes">Longer messages are not sent, and much longer ones not taken.</param>
/// <param name="clock">Measures the deadlines.</param>
internal sealed class GrpcChannel(
    Uri endpoint,
    IReadOnlyDictionary<string, string> headers,
    int maxMessageBytes,
    TimeProvider clock
) : IDisposable
{
    // Eight digits are the longest that a deadline may have.
    private const long MaxTimeoutMilliseconds = 99_999_999;

    // Who sends may count its bytes before it wraps them once more.
    private const int Slack = 64 * 1024;

    // Two connections: a burst of completions never stands in the way of the stream that brings work.
    private readonly HttpClient _unary = CreateClient();
    private readonly HttpClient _streams = CreateClient();

    /// <summary>One message out, one in.</summary>
    /// <exception cref="GrpcException">The call failed, or took longer than the deadline.</exception>
    public async Task<TResponse> CallAsync<TResponse>(
        string method,
        IMessage request,
        TimeSpan deadline,
        CancellationToken cancellationToken
    )
        where TResponse : IMessage<TResponse>, new()
    {
        using var expiry = new CancellationTokenSource(deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
        try
        {
            using var response = await SendAsync<TResponse>(_unary, method, request, deadline, either.Token);
            var message =
                await response.ReadAsync(either.Token)
                ?? throw new GrpcException(GrpcStatus.Internal, "The answer has no message.");
            return await response.ReadAsync(either.Token) is null
                ? message
                : throw new GrpcException(GrpcStatus.Internal, "The answer has more than one message.");
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GrpcException(GrpcStatus.DeadlineExceeded, $"No answer within {deadline}.", exception);
        }
    }

    /// <summary>One message out, any number in, for as long as both sides like. Returns when the server has begun to
    /// answer, which may be with its first message.</summary>
    /// <exception cref="GrpcException">The call failed before its first message.</exception>
    public Task<GrpcResponse<TResponse>> OpenAsync<TResponse>(
        string method,
        IMessage request,
        CancellationToken cancellationToken
    )
        where TResponse : IMessage<TResponse>, new() =>
        SendAsync<TResponse>(_streams, method, request, deadline: null, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _unary.Dispose();
        _streams.Dispose();
    }

    private async Task<GrpcResponse<TResponse>> SendAsync<TResponse>(
        HttpClient http,
        string method,
        IMessage request,
        TimeSpan? deadline,
        CancellationToken cancellationToken
    )
        where TResponse : IMessage<TResponse>, new()
    {
        using var message = ToHttp(method, request, deadline);
        HttpResponseMessage? response = null;
        try
        {
            response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return await GrpcResponse<TResponse>.ReadHeadersAsync(response, maxMessageBytes + Slack, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            response?.Dispose();
            throw GrpcOutcome.Broken(exception);
        }
        catch
        {
            response?.Dispose();
            throw;
        }
    }

    private HttpRequestMessage ToHttp(string method, IMessage request, TimeSpan? deadline)
    {
        var bytes = request.CalculateSize();
        if (bytes > maxMessageBytes)
        {
            throw new GrpcException(
                GrpcStatus.ResourceExhausted,
                $"The message has {bytes} bytes, more than the {maxMessageBytes} that the server takes. It was not sent."
            );
        }

        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact, // and with it, on http://, HTTP/2 from the first byte
            Content = new GrpcContent(request, bytes),
        };
        message.Headers.TE.ParseAdd("trailers");
        message.Headers.UserAgent.ParseAdd("monolith");
        if (deadline is { TotalMilliseconds: var milliseconds })
        {
            var timeout = Math.Clamp((long)milliseconds, 1, MaxTimeoutMilliseconds);
            message.Headers.Add("grpc-timeout", timeout.ToString(CultureInfo.InvariantCulture) + "m");
        }

        foreach (var (name, value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private static HttpClient CreateClient() =>
        new(
            new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = Timeout.InfiniteTimeSpan, // a stream lasts as long as the sidecar does
                EnableMultipleHttp2Connections = true,
                // The sidecar closes connections whose client pings more often than every 8 s.
                KeepAlivePingDelay = TimeSpan.FromSeconds(30),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
                KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false, // the sidecar is beside us
            },
            disposeHandler: true
        )
        {
            Timeout = Timeout.InfiniteTimeSpan, // unary calls have deadlines of their own
        };
}
