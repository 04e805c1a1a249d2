using System.Net;
using Monolith.Platform.Outgoing;

namespace Monolith.Platform.Tests.Outgoing;

/// <summary>What somebody tries who may name addresses and wants to reach what only this machine can reach.</summary>
public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("198.18.0.1")]
    [InlineData("::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")] // 127.0.0.1 behind NAT64
    [InlineData("2002:7f00:1::")] // 127.0.0.1 behind 6to4
    public void A_private_address_is_reached_only_if_its_network_is_allowed(string address)
    {
        Assert.False(Guard().Allows(IPAddress.Parse(address)));
        Assert.True(Guard("0.0.0.0/0", "::/0").Allows(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("169.254.169.254")] // metadata of most clouds
    [InlineData("169.254.170.2")] // of containers at AWS
    [InlineData("fd00:ec2::254")] // of AWS by IPv6
    [InlineData("100.100.100.200")] // of Alibaba Cloud
    [InlineData("192.0.0.192")] // of Oracle Cloud
    [InlineData("168.63.129.16")] // of Azure
    [InlineData("0.0.0.0")] // this machine, on Linux
    [InlineData("0.1.2.3")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:a9fe:a9fe::")]
    [InlineData("2001:0:a9fe:a9fe::1")]
    public void An_address_where_nobody_has_an_endpoint_is_never_reached(string address) =>
        Assert.False(Guard("0.0.0.0/0", "::/0").Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("93.184.216.34")]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946")]
    public void A_public_address_is_reached(string address) => Assert.True(Guard().Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("fd00::/8", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("", false)]
    public void A_network_has_an_address_and_a_length(string text, bool isNetwork) =>
        Assert.Equal(isNetwork, AddressGuard.IsNetwork(text));

    private static AddressGuard Guard(params string[] allowed) => new(allowed);
}
