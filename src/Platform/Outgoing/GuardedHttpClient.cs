using System.Net;
using System.Net.Sockets;

namespace Monolith.Platform.Outgoing;

/// <summary>Sends requests to addresses that users name: connects only where the guard allows it, and follows no redirects, cookies
/// or proxies. It waits without end, so that each request needs a bound of its own. Thread-safe.</summary>
/// <remarks>An address that is refused is an <see cref="HttpRequestException"/> with an <see cref="AddressRefusedException"/>
/// inside.</remarks>
public sealed class GuardedHttpClient : HttpClient
{
    /// <summary>Makes a client that asks this guard.</summary>
    public GuardedHttpClient(AddressGuard guard)
        : base(HandlerOf(guard), disposeHandler: true)
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan;
        DefaultRequestHeaders.UserAgent.ParseAdd("Monolith");
    }

    private static SocketsHttpHandler HandlerOf(AddressGuard guard) =>
        new()
        {
            ConnectCallback = (context, cancellationToken) =>
                ConnectAsync(guard, context.DnsEndPoint, cancellationToken),
            PooledConnectionLifetime = TimeSpan.FromMinutes(1), // so that a changed name record is noticed
            AllowAutoRedirect = false, // it would lead to addresses that nobody checked
            UseCookies = false,
            UseProxy = false, // it would connect in our place, unchecked
            MaxResponseHeadersLength = 16,
        };

    /// <summary>Connects to an address that was just checked: a name that means another one a moment later changes nothing.</summary>
    private static async ValueTask<Stream> ConnectAsync(
        AddressGuard guard,
        DnsEndPoint target,
        CancellationToken cancellationToken
    )
    {
        var allowed = await guard.ResolveAsync(target.Host, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
