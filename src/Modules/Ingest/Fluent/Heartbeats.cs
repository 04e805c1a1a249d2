using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Monolith.Platform.Listening;

namespace Monolith.Ingest.Fluent;

/// <summary>Answers the datagrams by which Fluentd asks whether somebody is there (<c>heartbeat_type udp</c>).</summary>
internal sealed class Heartbeats(Listener listener) : BackgroundService
{
    private static readonly byte[] Answer = [0];

    private readonly Socket _socket = new(listener.Requested.AddressFamily, SocketType.Dgram, ProtocolType.Udp);

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (listener.Requested.Address.Equals(IPAddress.IPv6Any))
        {
            _socket.DualMode = true;
        }

        _socket.Bind(listener.Requested);
        listener.Bound = _socket.LocalEndPoint;
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _socket.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var question = new byte[1];
        var from = new SocketAddress(listener.Requested.AddressFamily);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // One byte for one byte: nobody's traffic grows by way of this host.
                if (await _socket.ReceiveFromAsync(question, SocketFlags.None, from, stoppingToken) > 0)
                {
                    await _socket.SendToAsync(Answer, SocketFlags.None, from, stoppingToken);
                }
            }
            catch (SocketException)
            {
                // The datagram was longer, or who sent it is gone: either way there is another to answer.
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The loop's condition ends it.
            }
        }
    }
}
