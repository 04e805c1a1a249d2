using Monolith.Platform.Signals;

namespace Monolith.Ingest.Sockets;

/// <summary>What records of all socket protocols say of where they come from.</summary>
internal static class SocketRecord
{
    private static readonly ReadOnlyMemory<byte> HostName = "host.name"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> PeerAddress = "network.peer.address"u8.ToArray();

    /// <summary>Sets the resource to the host, unless it is that already, and notes the address that sent the message.</summary>
    /// <param name="record">The record.</param>
    /// <param name="host">What the message says; where it says nothing, the address stands for it.</param>
    /// <param name="peer">The address; empty when it is not known.</param>
    public static void SetHost(LogRecord record, ReadOnlyMemory<byte> host, ReadOnlyMemory<byte> peer)
    {
        host = host.IsEmpty ? peer : host;
        var resource = record.Resource.Items;
        var isSame = resource.Length == 1 && resource[0].Value.Span.SequenceEqual(host.Span);
        if (!isSame && (resource.Length > 0 || !host.IsEmpty))
        {
            record.ClearResource();
            if (!host.IsEmpty)
            {
                record.Resource.Add(HostName, host);
            }
        }

        if (!peer.IsEmpty)
        {
            record.Attributes.Add(PeerAddress, peer);
        }
    }
}
