using System.Net;
using Microsoft.Extensions.Options;
using Monolith.Alerting.Notifications;
using Monolith.Alerting.Notifications.Receivers;
using Monolith.Alerting.Tests.Notifications.Support;

namespace Monolith.Alerting.Tests.Notifications;

/// <summary>What somebody tries who may name receivers and wants to reach what only this machine can reach.</summary>
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
    public void An_address_where_nobody_has_a_receiver_is_never_reached(string address) =>
        Assert.False(Guard("0.0.0.0/0", "::/0").Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("93.184.216.34")]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946")]
    public void A_public_address_is_reached(string address) => Assert.True(Guard().Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")] // a name: looked at when it is connected to, whatever it meant before
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0177.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::]")]
    public async Task No_way_of_writing_it_leads_to_this_machine(string host)
    {
        await using var server = await WebhookServer.StartAsync();
        using var http = new OutboundHttp(Guard(), TimeProvider.System);
        var url = server.Url.Replace("127.0.0.1", host, StringComparison.Ordinal);

        var result = await http.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, url),
            TimeSpan.FromSeconds(10),
            CancellationToken.None
        );

        Assert.NotEqual(NotifyOutcome.Delivered, result.Outcome);
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task The_same_request_arrives_when_the_network_is_allowed()
    {
        await using var server = await WebhookServer.StartAsync();
        using var http = new OutboundHttp(Guard("127.0.0.0/8"), TimeProvider.System);

        var result = await http.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, server.Url),
            TimeSpan.FromSeconds(10),
            CancellationToken.None
        );

        Assert.Equal(NotifyOutcome.Delivered, result.Outcome);
        Assert.Single(server.Received);
    }

    [Fact]
    public async Task A_redirect_to_this_machine_is_not_followed()
    {
        await using var server = await WebhookServer.StartAsync();
        server.Answer = (context, _) =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };
        using var http = new OutboundHttp(Guard("127.0.0.0/8"), TimeProvider.System);

        var result = await http.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, server.Url),
            TimeSpan.FromSeconds(10),
            CancellationToken.None
        );

        Assert.Equal(NotifyOutcome.Refused, result.Outcome);
        Assert.Single(server.Received);
    }

    private static AddressGuard Guard(params string[] allowed) =>
        new(Options.Create(new NotificationOptions { AllowedNetworks = allowed }));
}
