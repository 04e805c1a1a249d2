using System.Net;
using Microsoft.Extensions.Options;

namespace Monolith.Healing.Actions.Calls;

/// <summary>Says which addresses policies may call.</summary>
internal sealed class AllowedHosts(IOptions<CallOptions> options)
{
    // Whatever the list says: nobody has an endpoint there, but clouds hand out credentials there.
    private static readonly IPNetwork[] Never =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("100.100.100.200/32"), // metadata of Alibaba Cloud
        IPNetwork.Parse("168.63.129.16/32"), // the host agent of Azure
        IPNetwork.Parse("169.254.0.0/16"), // link-local, and metadata of most clouds
        IPNetwork.Parse("192.0.0.192/32"), // metadata of Oracle Cloud
        IPNetwork.Parse("224.0.0.0/4"), // multicast
        IPNetwork.Parse("240.0.0.0/4"), // reserved, and broadcast
        IPNetwork.Parse("::/128"),
        IPNetwork.Parse("fd00:ec2::254/128"), // metadata of AWS
        IPNetwork.Parse("fe80::/10"), // link-local
        IPNetwork.Parse("ff00::/8"), // multicast
    ];

    private readonly IReadOnlyList<string> _hosts = options.Value.AllowedHosts ?? [];

    /// <summary>Whether a policy may call this address.</summary>
    public bool Allows(Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo.Length: 0 }
        && _hosts.Any(host => Matches(host, address));

    /// <summary>Whether a connection may be made to this address, whatever name led to it.</summary>
    public static bool IsReachable(IPAddress address)
    {
        var real = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Array.Exists(Never, network => network.Contains(real));
    }

    private static bool Matches(string host, Uri address)
    {
        if (host.StartsWith("*.", StringComparison.Ordinal))
        {
            return address.Host.EndsWith(host[1..], StringComparison.OrdinalIgnoreCase);
        }

        var actual = host.Contains(':', StringComparison.Ordinal) ? address.Authority : address.Host;
        var withPort = $"{address.Host}:{address.Port}";
        return string.Equals(host, actual, StringComparison.OrdinalIgnoreCase)
            || string.Equals(host, withPort, StringComparison.OrdinalIgnoreCase);
    }
}
