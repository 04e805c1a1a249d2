using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Monolith.Access.Keys;

/// <summary>Networks: those that a key may be used from, and those that it was used from.</summary>
internal static class KeyNetwork
{
    private const int V4Bytes = 4;
    private const int V6Bytes = 16;
    private const int V4Prefix = 24;
    private const int V6Prefix = 64;

    /// <summary>Whether this can be meant: <c>192.0.2.0/24</c>, or a single address.</summary>
    public static bool IsNetwork(string text) => IPNetwork.TryParse(text, out _) || IPAddress.TryParse(text, out _);

    /// <summary>The network of these words.</summary>
    public static IPNetwork Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.Parse(text) is { AddressFamily: AddressFamily.InterNetwork } v4 ? new IPNetwork(v4, V4Bytes * 8)
        : new IPNetwork(IPAddress.Parse(text), V6Bytes * 8);

    /// <summary>Whether an address is in one of some networks. Who has no address, as on a Unix socket, is in none.</summary>
    public static bool Contain(this IPNetwork[] networks, IPAddress? address)
    {
        foreach (var network in networks)
        {
            if (address is not null && network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An address of IPv4 as such, also where it came in the clothes of IPv6.</summary>
    public static IPAddress? Plain(this IPAddress? address) =>
        address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    /// <summary>The network that an address is told as: the first 24 bits of IPv4, the first 64 of IPv6. Narrower, and everybody on the
    /// move would be new each day.</summary>
    public static UInt128 Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[V6Bytes];
        bytes.Clear();
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            address.TryWriteBytes(bytes, out _);
            bytes[V4Bytes - 1] = 0;
            bytes[^1] = 1; // no IPv6 network has anything there
        }
        else
        {
            address.TryWriteBytes(bytes, out _);
            bytes[(V6Prefix / 8)..].Clear();
        }

        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>The network in words.</summary>
    public static string Text(UInt128 network)
    {
        Span<byte> bytes = stackalloc byte[V6Bytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, network);
        return bytes[^1] == 1 ? $"{new IPAddress(bytes[..V4Bytes])}/{V4Prefix}" : $"{new IPAddress(bytes)}/{V6Prefix}";
    }
}
