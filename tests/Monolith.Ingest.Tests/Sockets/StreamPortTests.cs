using System.Globalization;
using System.Net;

namespace Monolith.Ingest.Tests.Sockets;

/// <summary>What holds for every TCP port, shown on syslog's.</summary>
public sealed class StreamPortTests
{
    private const string Tcp = "Modules:Ingest:Syslog:Tcp";

    [Fact]
    public async Task What_comes_while_a_batch_is_written_shares_the_next_commit()
    {
        await using var host = await StartAsync();
        var gate = new TaskCompletionSource();
        host.Stored.Gate = gate.Task;
        using var client = await SocketClient.ConnectAsync(Port(host));

        await client.WriteAsync(string.Concat(Enumerable.Range(0, 3000).Select(i => $"<13>message {i}\n")));
        client.Finish();
        gate.SetResult();

        await Eventually.HoldsAsync(() => Count(host) == 3000, "all messages are stored");
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"message {i}"), host.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task While_there_is_no_room_nothing_is_lost_or_doubled()
    {
        await using var host = await StartAsync();
        host.Stored.IsFull = true;
        using var client = await SocketClient.ConnectAsync(Port(host));

        // More than the connection, its pipe and the operating system hold together.
        var line = new string('x', 1000);
        var writing = client.WriteAsync(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"<13>{i} {line}\n")));
        Assert.NotSame(writing, await Task.WhenAny(writing, Task.Delay(TimeSpan.FromMilliseconds(500))));
        host.Stored.IsFull = false;
        await writing;
        client.Finish();

        await Eventually.HoldsAsync(() => Count(host) >= 20_000, "all messages are stored");
        Assert.Equal(
            Enumerable.Range(0, 20_000),
            host.Stored.Records.Select(r => int.Parse(r.Body.Split(' ')[0], CultureInfo.InvariantCulture))
        );
    }

    [Fact]
    public async Task What_had_come_when_the_host_stops_is_stored()
    {
        await using var host = await StartAsync();
        using var client = await SocketClient.ConnectAsync(Port(host));
        await client.WriteAsync("<13>a\n<13>b\n<13>unfinished");
        await Eventually.HoldsAsync(() => Count(host) == 2, "the finished messages are stored");

        await host.StopAsync();

        Assert.Equal(["a", "b", "unfinished"], host.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task One_connection_more_than_there_may_be_is_closed()
    {
        await using var host = await StartAsync($"{Tcp}:MaxConnections=1");
        using var first = await SocketClient.ConnectAsync(Port(host));
        await first.WriteAsync("<13>a\n");
        await Eventually.HoldsAsync(() => Count(host) == 1, "the first connection is served");

        using var second = await SocketClient.ConnectAsync(Port(host));
        await second.WaitForEndAsync();

        await first.WriteAsync("<13>b\n");
        await Eventually.HoldsAsync(() => Count(host) == 2, "the first connection still is served");
    }

    [Fact]
    public async Task Whoever_is_not_allowed_is_not_heard()
    {
        await using var host = await StartAsync(
            $"{Tcp}:AllowedClients:0=10.0.0.0/8",
            $"{Tcp}:AllowedClients:1=192.0.2.1"
        );
        using var client = await SocketClient.ConnectAsync(Port(host));

        await client.WaitForEndAsync();

        Assert.Empty(host.Stored.Records);
    }

    [Fact]
    public async Task Whoever_is_allowed_is_heard_as_the_tenant_of_the_port()
    {
        await using var host = await StartAsync($"{Tcp}:AllowedClients:0=127.0.0.0/8", $"{Tcp}:Tenant=network");

        await SocketClient.SendAsync(Port(host), "<13>a\n");

        await Eventually.HoldsAsync(() => Count(host) == 1, "the message is stored");
        Assert.Equal("network", host.Stored.Records.Single().Tenant);
        Assert.Equal("127.0.0.1", host.Stored.Records.Single()["network.peer.address"]);
    }

    [Fact]
    public async Task A_silent_connection_is_closed()
    {
        await using var host = await StartAsync($"{Tcp}:IdleTimeout=00:00:00.2");
        using var client = await SocketClient.ConnectAsync(Port(host));

        await client.WaitForEndAsync();
    }

    [Fact]
    public async Task A_message_that_does_not_end_is_stored_as_it_is_and_its_connection_closed()
    {
        await using var host = await StartAsync($"{Tcp}:MessageTimeout=00:00:00.2");
        using var client = await SocketClient.ConnectAsync(Port(host));

        await client.WriteAsync("<13>a\n<13>unfinished");
        await client.WaitForEndAsync();

        Assert.Equal(["a", "unfinished"], host.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task A_message_that_comes_byte_by_byte_does_not_hold_its_connection_for_ever()
    {
        await using var host = await StartAsync($"{Tcp}:MessageTimeout=00:00:00.3");
        using var client = await SocketClient.ConnectAsync(Port(host));

        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    await client.WriteAsync("x");
                }
                catch (IOException)
                {
                    return true;
                }

                return Count(host) > 0;
            },
            "the connection is closed"
        );

        await Eventually.HoldsAsync(() => Count(host) == 1, "what had come is stored");
    }

    [Fact]
    public async Task Messages_of_many_connections_are_each_stored_once()
    {
        await using var host = await StartAsync();

        await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(c =>
                    SocketClient.SendAsync(
                        Port(host),
                        string.Concat(Enumerable.Range(0, 100).Select(m => $"<13>{(c * 100) + m}\n"))
                    )
                )
        );

        await Eventually.HoldsAsync(() => Count(host) >= 5000, "all messages are stored");
        Assert.Equal(
            Enumerable.Range(0, 5000),
            host.Stored.Records.Select(r => int.Parse(r.Body, CultureInfo.InvariantCulture)).Order()
        );
    }

    [Theory]
    [InlineData("Tenant=no tenant")]
    [InlineData("AllowedClients:0=everyone")]
    [InlineData("KeyFile=key.pem")]
    public async Task Wrong_settings_keep_the_host_from_starting(string setting)
    {
        await Assert.ThrowsAnyAsync<Exception>(() => StartAsync($"{Tcp}:{setting}"));
    }

    private static Task<IngestHost> StartAsync(params string[] settings) =>
        IngestHost.StartAsync([$"{Tcp}:Address=127.0.0.1:0", .. settings]);

    private static IPEndPoint Port(IngestHost host) => host.Listener("syslog TCP");

    private static int Count(IngestHost host) => host.Stored.Records.Count;
}
