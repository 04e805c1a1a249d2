using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Monolith.Healing.Actions.Calls;

/// <summary>Calls endpoints that policies name, or pods. Follows no redirects, uses no proxies or cookies. Thread-safe.</summary>
internal sealed class OutboundCalls : IDisposable
{
    private readonly CallOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    public OutboundCalls(IOptions<CallOptions> options, TimeProvider clock)
    {
        (_options, _clock) = (options.Value, clock);
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = ConnectAsync,
                PooledConnectionLifetime = TimeSpan.FromMinutes(1), // so that a changed name record is noticed
                AllowAutoRedirect = false, // it would lead to addresses that nobody checked
                UseCookies = false,
                UseProxy = false, // it would connect in our place, unchecked
            },
            disposeHandler: true
        )
        {
            Timeout = Timeout.InfiniteTimeSpan, // each call has a bound of its own
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("Monolith");
    }

    /// <summary>Posts JSON. What it answers with is for the caller to judge.</summary>
    /// <exception cref="ActionUnavailableException">There was no answer.</exception>
    public async Task<HttpStatusCode> PostAsync(
        Uri address,
        ReadOnlyMemory<byte> body,
        IReadOnlyDictionary<string, string> headers,
        CancellationToken cancellationToken
    )
    {
        using var bound = new CancellationTokenSource(_options.Timeout, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new ReadOnlyMemoryContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return response.StatusCode;
        }
        catch (HttpRequestException error)
        {
            throw new ActionUnavailableException($"{address.Host} did not answer: {error.Message}", error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ActionUnavailableException($"{address.Host} did not answer within {_options.Timeout}.", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Connects to an address that was just checked: a name that means another one a moment later changes nothing.</summary>
    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var allowed = Array.FindAll(addresses, AllowedHosts.IsReachable);
        if (allowed.Length == 0)
        {
            throw new IOException($"'{context.DnsEndPoint.Host}' has no address that may be called.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
