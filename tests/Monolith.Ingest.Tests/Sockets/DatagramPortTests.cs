using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Monolith.Ingest.Sockets.Datagrams;

namespace Monolith.Ingest.Tests.Sockets;

/// <summary>What holds for every UDP port, shown on syslog's.</summary>
public sealed class DatagramPortTests
{
    private const string Udp = "Modules:Ingest:Syslog:Udp";

    [Fact]
    public async Task Every_datagram_is_one_message_whatever_is_in_it()
    {
        await using var host = await StartAsync();

        Send(host, "<13>a\nb\n", "<13>c\0", "no syslog");

        await Eventually.HoldsAsync(() => host.Stored.Records.Count == 3, "all messages are stored");
        Assert.Equal(["a\nb", "c", "no syslog"], host.Stored.Records.Select(r => r.Body));
        Assert.All(host.Stored.Records, r => Assert.Equal("127.0.0.1", r["network.peer.address"]));
    }

    [Fact]
    public async Task What_comes_while_a_batch_is_written_is_gathered()
    {
        await using var host = await StartAsync();
        var gate = new TaskCompletionSource();
        host.Stored.Gate = gate.Task;

        Send(host, [.. Enumerable.Range(0, 100).Select(i => $"<13>{i}")]);
        gate.SetResult();

        await Eventually.HoldsAsync(() => host.Stored.Records.Count == 100, "all messages are stored");
        Assert.Equal(
            Enumerable.Range(0, 100),
            host.Stored.Records.Select(r => int.Parse(r.Body, CultureInfo.InvariantCulture))
        );
    }

    [Fact]
    public async Task What_had_come_when_the_host_stops_is_stored()
    {
        await using var host = await StartAsync();
        host.Stored.IsFull = true;
        Send(host, [.. Enumerable.Range(0, 50).Select(i => $"<13>{i}")]);

        var stopping = host.StopAsync();
        host.Stored.IsFull = false;
        await stopping;

        Assert.Equal(50, host.Stored.Records.Count);
    }

    [Fact]
    public async Task Whoever_is_not_allowed_is_not_heard()
    {
        await using var host = await StartAsync($"{Udp}:AllowedClients:0=192.0.2.1");

        Send(host, "<13>a");
        await host.StopAsync();

        Assert.Empty(host.Stored.Records);
    }

    [Fact]
    public async Task A_port_of_every_address_hears_both_kinds_of_addresses()
    {
        await using var host = await IngestHost.StartAsync($"{Udp}:Address=*:0", $"{Udp}:Tenant=network");

        Send(host, "<13>a");

        await Eventually.HoldsAsync(() => host.Stored.Records.Count == 1, "the message is stored");
        Assert.Equal("127.0.0.1", host.Stored.Records.Single()["network.peer.address"]);
        Assert.Equal("network", host.Stored.Records.Single().Tenant);
    }

    [Fact]
    public async Task A_port_that_is_taken_keeps_the_host_from_starting()
    {
        await using var host = await StartAsync();

        await Assert.ThrowsAsync<IOException>(() =>
            IngestHost.StartAsync($"{Udp}:Address={host.Listener("syslog UDP")}")
        );
    }

    [Fact]
    public void What_linux_says_of_dropped_datagrams_is_read()
    {
        const string Line =
            "  331: 0100007F:14EA 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4026531 2 0000000000000000 42";

        Assert.Equal(42, KernelDrops.Read(Line, 0x14EA));
        Assert.Null(KernelDrops.Read(Line, 0x14EB));
        Assert.Null(KernelDrops.Read("   sl  local_address rem_address   st", 0x14EA));
    }

    [Fact]
    public void Addresses_of_forged_datagrams_do_not_fill_the_memory()
    {
        var peers = new PeerTable(new Monolith.Ingest.Sockets.AllowList([]));

        for (var i = 0; i < 10_000; i++)
        {
            var address = new System.Net.IPEndPoint(new System.Net.IPAddress([10, 0, (byte)(i >> 8), (byte)i]), 514);
            Assert.Equal(
                address.Address.ToString(),
                Encoding.UTF8.GetString(peers.Find(address.Serialize()).Name.Span)
            );
        }

        Assert.InRange(peers.Count, 1, 4096);
    }

    private static Task<IngestHost> StartAsync(params string[] settings) =>
        IngestHost.StartAsync([$"{Udp}:Address=127.0.0.1:0", .. settings]);

    private static void Send(IngestHost host, params string[] messages)
    {
        using var client = new UdpClient();
        client.Connect("127.0.0.1", host.Listener("syslog UDP").Port);
        foreach (var message in messages)
        {
            client.Send(Encoding.UTF8.GetBytes(message));
        }
    }
}
