using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Monolith.Ingest.Sockets;

/// <summary>What comes in without HTTP, by port.</summary>
internal sealed class SocketMetrics
{
    private readonly ConcurrentDictionary<string, Func<long?>> _kernelDrops = new(StringComparer.Ordinal);
    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _waits;

    public SocketMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Monolith.Ingest");
        _connections = meter.CreateUpDownCounter<long>(
            "monolith.ingest.socket.connections",
            "{connection}",
            "Connections that are open."
        );
        _closed = meter.CreateCounter<long>(
            "monolith.ingest.socket.closed",
            "{connection}",
            "Connections that the host closed before their client did."
        );
        _messages = meter.CreateCounter<long>(
            "monolith.ingest.socket.messages",
            "{message}",
            "Messages that were read and made durable, refused records among them."
        );
        _dropped = meter.CreateCounter<long>(
            "monolith.ingest.socket.dropped",
            "{message}",
            "Messages and datagrams that came and were not kept."
        );
        _waits = meter.CreateCounter<long>(
            "monolith.ingest.socket.waits",
            "{batch}",
            "How often a batch found no room and was tried again; its connection was not read meanwhile."
        );
        meter.CreateObservableCounter(
            "monolith.ingest.socket.kernel_dropped",
            KernelDrops,
            "{datagram}",
            "Datagrams that the operating system had no room for."
        );
    }

    /// <summary>A connection was opened, or one was closed.</summary>
    public void Connected(string port, int change) => _connections.Add(change, Port(port));

    /// <summary>The host closed a connection.</summary>
    public void Closed(string port, string reason) => _closed.Add(1, Port(port), Reason(reason));

    /// <summary>Messages are durable.</summary>
    public void Taken(string port, long messages) => _messages.Add(messages, Port(port));

    /// <summary>Messages were not kept.</summary>
    public void Dropped(string port, string reason, long messages = 1) =>
        _dropped.Add(messages, Port(port), Reason(reason));

    /// <summary>A batch found no room.</summary>
    public void Waited(string port) => _waits.Add(1, Port(port));

    /// <summary>Watches how many datagrams the operating system has dropped at a port; none where it does not say.</summary>
    public void WatchKernelDrops(string port, Func<long?> count) => _kernelDrops[port] = count;

    private IEnumerable<Measurement<long>> KernelDrops()
    {
        foreach (var (port, count) in _kernelDrops)
        {
            if (count() is { } drops)
            {
                yield return new Measurement<long>(drops, Port(port));
            }
        }
    }

    private static KeyValuePair<string, object?> Port(string name) => new("monolith.port", name);

    private static KeyValuePair<string, object?> Reason(string reason) => new("error.type", reason);
}
