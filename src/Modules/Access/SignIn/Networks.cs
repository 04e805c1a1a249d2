using System.Net;
using System.Net.Sockets;

namespace Monolith.Access.SignIn;

/// <summary>Where somebody calls from.</summary>
internal static class Networks
{
    private const string Nowhere = "unknown";

    /// <summary>What one customer of a provider has: an address, of IPv6 a network of /64.</summary>
    public static string OfCustomer(IPAddress? address) => Of(address, 32, 64);

    /// <summary>About where it is: what an auditor needs, and not the address of a person.</summary>
    public static string About(IPAddress? address) => Of(address, 24, 48);

    private static string Of(IPAddress? address, int bitsV4, int bitsV6)
    {
        if (address is null)
        {
            return Nowhere;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bits = plain.AddressFamily == AddressFamily.InterNetwork ? bitsV4 : bitsV6;
        var bytes = plain.GetAddressBytes();
        bytes.AsSpan(bits / 8).Clear();
        return $"{new IPAddress(bytes)}/{bits}";
    }
}
