using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Monolith.Load.Sending;

/// <summary>Writes bodies to TCP connections. Fluent acknowledges each; syslog and GELF say nothing, so that only what is stored
/// counts.</summary>
internal sealed class SocketSender(Uri server, Protocol protocol) : ISender
{
    // {"ack": and a chunk of twenty characters}, in MessagePack.
    private const int AckBytes = 1 + 4 + 1 + 20;

    private readonly ConcurrentDictionary<int, TcpClient> _connections = new();

    public async ValueTask<TimeSpan?> SendAsync(int connection, byte[] body)
    {
        var client = _connections.GetOrAdd(connection, _ => new TcpClient(server.Host, server.Port) { NoDelay = true });
        var stream = client.GetStream();
        await stream.WriteAsync(body);
        if (protocol == Protocol.Fluent)
        {
            await stream.ReadExactlyAsync(new byte[AckBytes]);
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var client in _connections.Values)
        {
            client.Dispose();
        }
    }
}
