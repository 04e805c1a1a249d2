using System.Net;
using System.Net.Sockets;

namespace Monolith.Platform.Outgoing;

/// <summary>Says which addresses requests may go to. Whoever may name an address must not reach with it what only this machine or
/// its network can reach. Never changes.</summary>
/// <param name="allowedNetworks">Private networks that may be reached, such as <c>10.0.0.0/8</c>.</param>
/// <exception cref="FormatException">One of them is no network.</exception>
public sealed class AddressGuard(IEnumerable<string> allowedNetworks)
{
    // Whatever networks are allowed: nobody has an endpoint there, but clouds hand out credentials there.
    private static readonly IPNetwork[] Never =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("100.100.100.200/32"), // metadata of Alibaba Cloud
        IPNetwork.Parse("168.63.129.16/32"), // the host agent of Azure
        IPNetwork.Parse("169.254.0.0/16"), // link-local, and metadata of most clouds
        IPNetwork.Parse("192.0.0.0/24"), // protocol assignments, and metadata of Oracle Cloud
        IPNetwork.Parse("224.0.0.0/4"), // multicast
        IPNetwork.Parse("240.0.0.0/4"), // reserved, and broadcast
        IPNetwork.Parse("::/128"),
        IPNetwork.Parse("2001::/32"), // Teredo: hides an IPv4 address
        IPNetwork.Parse("fd00:ec2::254/128"), // metadata of AWS
        IPNetwork.Parse("fe80::/10"), // link-local
        IPNetwork.Parse("fec0::/10"), // site-local
        IPNetwork.Parse("ff00::/8"), // multicast
    ];

    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"), // between a provider and its customers
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"), // for tests of networks
        IPNetwork.Parse("::1/128"),
        IPNetwork.Parse("fc00::/7"),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Compatible = IPNetwork.Parse("::/96");

    private readonly IPNetwork[] _allowed = [.. allowedNetworks.Select(IPNetwork.Parse)];

    /// <summary>Whether a text is a network as <c>10.0.0.0/8</c> is one.</summary>
    public static bool IsNetwork(string text) => IPNetwork.TryParse(text, out _);

    /// <summary>Whether a request may go to this address.</summary>
    public bool Allows(IPAddress address)
    {
        var real = Unwrap(address);
        return !Array.Exists(Never, n => n.Contains(real))
            && (!Array.Exists(Private, n => n.Contains(real)) || Array.Exists(_allowed, n => n.Contains(real)));
    }

    /// <summary>The addresses of a host that may be connected to. Connect to these and not to the name: a moment later it may mean
    /// others.</summary>
    /// <exception cref="AddressRefusedException">There are none.</exception>
    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        // Asked for 0.0.0.0 or ::, the resolver complains of its caller instead of answering.
        var addresses = IPAddress.TryParse(host, out var address)
            ? [address]
            : await Dns.GetHostAddressesAsync(host, cancellationToken);
        var allowed = Array.FindAll(addresses, Allows);
        return allowed.Length > 0 ? allowed : throw new AddressRefusedException(host);
    }

    /// <summary>The IPv4 address that an IPv6 address leads to, if it does.</summary>
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork || address.Equals(IPAddress.IPv6Loopback))
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        return SixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4))
            : Nat64.Contains(address) || (Compatible.Contains(address) && !address.Equals(IPAddress.IPv6Any))
                ? new IPAddress(bytes.AsSpan(12, 4))
            : address;
    }
}
