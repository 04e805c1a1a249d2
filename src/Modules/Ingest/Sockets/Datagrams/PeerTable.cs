using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Monolith.Ingest.Sockets.Datagrams;

/// <summary>What is known of the addresses that send datagrams, so that each is looked at once. Not thread-safe.</summary>
internal sealed class PeerTable(AllowList allowed)
{
    // Addresses of datagrams are easily forged: the table must not grow with them.
    private const int MaxPeers = 4096;

    private readonly Dictionary<UInt128, Peer> _peers = [];

    /// <summary>How many addresses are known.</summary>
    public int Count => _peers.Count;

    /// <summary>Whoever sent from a socket address.</summary>
    public Peer Find(SocketAddress address)
    {
        var bytes = AddressBytes(address);
        var key =
            bytes.Length == sizeof(uint)
                ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
                : BinaryPrimitives.ReadUInt128BigEndian(bytes);
        if (!_peers.TryGetValue(key, out var peer))
        {
            if (_peers.Count == MaxPeers)
            {
                _peers.Clear();
            }

            var ip = new IPAddress(bytes);
            peer = new Peer(PeerName.Of(ip), allowed.Allows(ip));
            _peers.Add(key, peer);
        }

        return peer;
    }

    // struct sockaddr_in and sockaddr_in6: family, port, and in the second one the flow, come before the address.
    private static ReadOnlySpan<byte> AddressBytes(SocketAddress address) =>
        address.Family == AddressFamily.InterNetwork
            ? address.Buffer.Span.Slice(4, 4)
            : address.Buffer.Span.Slice(8, 16);
}

/// <summary>Whoever sends datagrams.</summary>
/// <param name="Name">The address as text, UTF-8.</param>
/// <param name="IsAllowed">Whether it may send.</param>
internal sealed record Peer(ReadOnlyMemory<byte> Name, bool IsAllowed);
