using System.IO.Compression;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Monolith.Ingest.Tests.Fluent;

public sealed class ForwardProtocolTests
{
    private const string AnyPort = "Modules:Ingest:Fluent:Address=127.0.0.1:0";
    private const string Key = "Modules:Ingest:Fluent:SharedKey=a shared key";

    [Fact]
    public async Task Messages_of_all_modes_are_stored_and_those_with_a_chunk_acknowledged()
    {
        await using var host = await IngestHost.StartAsync(AnyPort, "Modules:Ingest:Fluent:Tenant=acme");
        await using var client = await ForwardClient.ConnectAsync(host);

        await client.SendAsync([.. ClientFrames.All]);
        var acks = await client.ReadAcksAsync(4);

        Assert.Equal(
            ["0f1e2d3c4b5a69788796a5b4c3d2e1f0", "YnNzY2h1bmtpZDAxMjM0NQ==", "Q2h1bms=", "lEkCzMcTRZCqQcCFHqrZZA=="],
            acks
        );
        await Eventually.HoldsAsync(() => host.Stored.Records.Count == 11, "all records are stored");
        Assert.All(host.Stored.Records, r => Assert.Equal(("acme", "fluent"), (r.Tenant, r.Source)));
    }

    [Fact]
    public async Task Messages_may_be_split_at_every_byte()
    {
        await using var host = await IngestHost.StartAsync(AnyPort);
        await using var client = await ForwardClient.ConnectAsync(host);

        foreach (var value in ClientFrames.FluentBit)
        {
            await client.SendAsync([value]);
        }

        Assert.Single(await client.ReadAcksAsync(1));
        Assert.Equal(2, host.Stored.Records.Count);
    }

    [Fact]
    public async Task A_chunk_is_acknowledged_only_once_it_is_durable()
    {
        await using var host = await IngestHost.StartAsync(AnyPort);
        await using var client = await ForwardClient.ConnectAsync(host);
        var disk = new TaskCompletionSource();
        host.Stored.Gate = disk.Task;

        await client.SendAsync(ClientFrames.NodeLogger);
        var ack = client.ReadAcksAsync(1);
        var early = await Task.WhenAny(ack, Task.Delay(TimeSpan.FromMilliseconds(100)));
        disk.SetResult();

        Assert.NotSame(ack, early);
        Assert.Equal("lEkCzMcTRZCqQcCFHqrZZA==", Assert.Single(await ack));
        Assert.Single(host.Stored.Records);
    }

    [Fact]
    public async Task A_chunk_that_comes_again_is_acknowledged_and_counts_once()
    {
        await using var host = await IngestHost.StartAsync(AnyPort);
        await using var first = await ForwardClient.ConnectAsync(host);
        await using var second = await ForwardClient.ConnectAsync(host);

        await first.SendAsync(ClientFrames.Fluentd, ClientFrames.Fluentd);
        var acks = await first.ReadAcksAsync(2);
        await second.SendAsync(ClientFrames.Fluentd);
        var again = await second.ReadAcksAsync(1);

        Assert.Equal(["YnNzY2h1bmtpZDAxMjM0NQ=="], acks.Concat(again).Distinct());
        Assert.Equal(2, host.Stored.Records.Count);
    }

    [Fact]
    public async Task Two_connections_with_the_same_chunk_at_once_make_it_count_once()
    {
        await using var host = await IngestHost.StartAsync(AnyPort);
        await using var first = await ForwardClient.ConnectAsync(host);
        await using var second = await ForwardClient.ConnectAsync(host);
        var disk = new TaskCompletionSource();
        host.Stored.Gate = disk.Task;

        await first.SendAsync(ClientFrames.Fluentd);
        await second.SendAsync(ClientFrames.Fluentd);
        var acks = Task.WhenAll(first.ReadAcksAsync(1), second.ReadAcksAsync(1));
        disk.SetResult();

        Assert.Equal(2, (await acks).Length);
        Assert.Equal(2, host.Stored.Records.Count);
    }

    [Fact]
    public async Task Two_clients_may_have_chunks_with_the_same_id_and_so_may_two_tags()
    {
        await using var host = await IngestHost.StartAsync(AnyPort);
        await using var first = await ForwardClient.ConnectAsync(host, "127.0.0.1");
        await using var second = await ForwardClient.ConnectAsync(host, "127.0.0.2");

        foreach (var client in new[] { first, second, first })
        {
            await client.SendAsync(Tagged("a"), Tagged("b"));
            Assert.Equal(["same", "same"], await client.ReadAcksAsync(2));
        }

        Assert.Equal(["a", "b", "a", "b"], host.Stored.Records.Select(r => r["fluent.tag"]));

        static byte[] Tagged(string tag) =>
            Pack.Of(new object?[] { tag, 1_772_600_767, new Pack.Map(("k", "v")), new Pack.Map(("chunk", "same")) });
    }

    [Fact]
    public async Task Who_never_reads_its_acknowledgements_is_cut_off_in_time()
    {
        await using var host = await IngestHost.StartAsync(AnyPort, "Modules:Ingest:Fluent:MessageTimeout=00:00:01");
        using var closed = new Counted(host.Meters, "monolith.ingest.socket.closed");
        await using var client = await ForwardClient.ConnectAsync(host);

        // An acknowledgement is as long as the id of its chunk, so that few of them fill what the kernel keeps for the client.
        var message = Pack.Of(
            new object?[] { "app", 1, new Pack.Map(("k", "v")), new Pack.Map(("chunk", new string('x', 100_000))) }
        );
        var sending = Task.Run(async () =>
        {
            while (true)
            {
                await client.SendAsync(message);
            }
        });

        await Assert.ThrowsAnyAsync<IOException>(() => sending);
        await Eventually.HoldsAsync(() => closed.Tags.Any(), "the end of the connection is counted");
        Assert.EndsWith("acks_not_read", Assert.Single(closed.Tags), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_room_a_chunk_waits_and_is_acknowledged_once_there_is_some()
    {
        await using var host = await IngestHost.StartAsync(AnyPort);
        await using var client = await ForwardClient.ConnectAsync(host);
        host.Stored.IsFull = true;

        await client.SendAsync(ClientFrames.Fluentd);
        var ack = client.ReadAcksAsync(1);
        var early = await Task.WhenAny(ack, Task.Delay(TimeSpan.FromMilliseconds(100)));
        host.Stored.IsFull = false;

        Assert.NotSame(ack, early);
        Assert.Single(await ack);
        Assert.Equal(2, host.Stored.Records.Count);
    }

    [Fact]
    public async Task Compressed_entries_may_be_members_of_gzip_one_after_the_other()
    {
        await using var host = await IngestHost.StartAsync(AnyPort);
        await using var client = await ForwardClient.ConnectAsync(host);
        byte[] members =
        [
            .. Gzip(Pack.Stream(ClientFrames.Entry("a"), ClientFrames.Entry("b"))),
            .. Gzip(Pack.Of(ClientFrames.Entry("c"))),
        ];

        await client.SendAsync(Compressed("one", members), Compressed("two", Gzip(Pack.Of(ClientFrames.Entry("d")))));

        Assert.Equal(["one", "two"], await client.ReadAcksAsync(2));
        Assert.Equal(["a", "b", "c", "d"], host.Stored.Records.Select(r => r.Body));
    }

    [Fact]
    public async Task What_cannot_be_unpacked_is_quarantined_and_acknowledged_so_that_it_does_not_come_for_ever()
    {
        await using var host = await IngestHost.StartAsync(AnyPort, "Modules:Ingest:MaxDecompressedBytes=100000");
        await using var client = await ForwardClient.ConnectAsync(host);

        await client.SendAsync(Compressed("bomb", Gzip(new byte[10_000_000])), Compressed("broken", [1, 2, 3]));

        Assert.Equal(["bomb", "broken"], await client.ReadAcksAsync(2));
        Assert.Equal(["record_too_large", "invalid_messagepack"], host.Stored.Quarantine.Select(q => q.Reason));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("[\"tag\",1,{}]")]
    [InlineData("\u00c1")]
    public async Task Who_speaks_something_else_is_hung_up_on(string text)
    {
        await using var host = await IngestHost.StartAsync(AnyPort);
        await using var client = await ForwardClient.ConnectAsync(host);

        await client.SendAsync([.. text.Select(c => (byte)c)]);

        Assert.Null(await client.ReadAsync());
        Assert.Empty(host.Stored.Quarantine);
    }

    [Theory]
    [InlineData("92A174C6FFFFFFFF")]
    [InlineData("DDFFFFFFFF")]
    [InlineData("92A174DDFFFFFFFF")]
    public async Task A_message_that_claims_to_be_huge_is_hung_up_on_before_it_comes(string hex)
    {
        await using var host = await IngestHost.StartAsync(AnyPort);
        await using var client = await ForwardClient.ConnectAsync(host);

        await client.SendAsync(ClientFrames.NodeLogger, Convert.FromHexString(hex));

        Assert.Single(await client.ReadAcksAsync(1));
        Assert.Null(await client.ReadAsync());
        Assert.Single(host.Stored.Records);
    }

    [Fact]
    public async Task A_message_that_never_ends_is_hung_up_on_in_time()
    {
        await using var host = await IngestHost.StartAsync(AnyPort, "Modules:Ingest:Fluent:MessageTimeout=00:00:01");
        await using var client = await ForwardClient.ConnectAsync(host);

        await client.SendAsync(ClientFrames.Fluentd[..^1]);

        Assert.Null(await client.ReadAsync());
        Assert.Empty(host.Stored.Records);
    }

    [Fact]
    public async Task A_message_that_comes_byte_by_byte_for_ever_is_hung_up_on_too()
    {
        await using var host = await IngestHost.StartAsync(AnyPort, "Modules:Ingest:Fluent:MessageTimeout=00:00:01");
        await using var client = await ForwardClient.ConnectAsync(host);
        await client.SendAsync(Convert.FromHexString("92A174C600100000"));

        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                await client.SendAsync([0]);
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
        });
        var answer = await client.ReadAsync();

        Assert.Null(answer);
        await Assert.ThrowsAnyAsync<IOException>(() => sending);
    }

    [Fact]
    public async Task Signs_of_life_are_passed_over()
    {
        await using var host = await IngestHost.StartAsync(AnyPort);
        await using var client = await ForwardClient.ConnectAsync(host);

        await client.SendAsync([0xC0], ClientFrames.NodeLogger, [0xC0]);

        Assert.Single(await client.ReadAcksAsync(1));
        Assert.Empty(host.Stored.Quarantine);
    }

    [Fact]
    public async Task Who_has_the_shared_key_may_send()
    {
        await using var host = await IngestHost.StartAsync(AnyPort, Key);
        await using var client = await ForwardClient.ConnectAsync(host);

        var (_, isAccepted, reason) = await client.ShakeHandsAsync("a shared key");
        await client.SendAsync(ClientFrames.NodeLogger);

        Assert.True(isAccepted);
        Assert.Equal("", reason);
        Assert.Single(await client.ReadAcksAsync(1));
    }

    [Fact]
    public async Task Who_has_not_the_shared_key_is_told_so_and_may_not_send()
    {
        await using var host = await IngestHost.StartAsync(AnyPort, Key);
        await using var wrong = await ForwardClient.ConnectAsync(host);
        await using var mute = await ForwardClient.ConnectAsync(host);

        var (_, isAccepted, reason) = await wrong.ShakeHandsAsync("another key");
        Assert.NotNull(await mute.ReadAsync());
        await mute.SendAsync(ClientFrames.NodeLogger);
        var (isMuteAccepted, muteReason, proof) = ForwardClient.Pong(await mute.ReadAsync());

        Assert.Equal((false, "shared_key mismatch"), (isAccepted, reason));
        Assert.Null(await wrong.ReadAsync());
        Assert.Equal((false, "invalid ping message", ""), (isMuteAccepted, muteReason, proof));
        Assert.Null(await mute.ReadAsync());
        Assert.Empty(host.Stored.Records);
    }

    [Fact]
    public async Task A_proof_that_was_overheard_is_worth_nothing_on_another_connection()
    {
        await using var host = await IngestHost.StartAsync(AnyPort, Key);
        await using var client = await ForwardClient.ConnectAsync(host);
        await using var thief = await ForwardClient.ConnectAsync(host);
        var (ping, _, _) = await client.ShakeHandsAsync("a shared key");

        Assert.NotNull(await thief.ReadAsync());
        await thief.SendAsync(ping, ClientFrames.NodeLogger);
        var (isAccepted, reason, _) = ForwardClient.Pong(await thief.ReadAsync());

        Assert.Equal((false, "shared_key mismatch"), (isAccepted, reason));
        Assert.Null(await thief.ReadAsync());
        Assert.Empty(host.Stored.Records);
    }

    [Theory]
    [InlineData("anna", "secret", true)]
    [InlineData("anna", "wrong", false)]
    [InlineData("bert", "", false)]
    [InlineData("", "", false)]
    public async Task Where_users_are_asked_for_a_client_must_be_one(string user, string password, bool expected)
    {
        await using var host = await IngestHost.StartAsync(AnyPort, Key, "Modules:Ingest:Fluent:Users:anna=secret");
        await using var client = await ForwardClient.ConnectAsync(host);

        var (_, isAccepted, reason) = await client.ShakeHandsAsync("a shared key", user, password);

        Assert.Equal(expected, isAccepted);
        Assert.Equal(expected ? "" : "username/password mismatch", reason);
    }

    [Theory]
    [InlineData("DB00001000")]
    [InlineData("C1")]
    public async Task A_greeting_is_not_answered_at_length(string hex)
    {
        await using var host = await IngestHost.StartAsync(AnyPort, Key);
        await using var client = await ForwardClient.ConnectAsync(host);

        Assert.NotNull(await client.ReadAsync());
        await client.SendAsync(Convert.FromHexString(hex));

        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task Users_without_a_shared_key_keep_the_host_from_starting()
    {
        await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            IngestHost.StartAsync(AnyPort, "Modules:Ingest:Fluent:Users:anna=secret")
        );
    }

    [Fact]
    public async Task The_port_speaks_tls_where_it_has_a_certificate()
    {
        using var folder = new TemporaryFolder();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(ManualTime.Start.AddYears(-1), ManualTime.Start.AddYears(5));
        var pem = certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem();
        await File.WriteAllTextAsync(folder.File("cert.pem"), pem);
        await using var host = await IngestHost.StartAsync(
            AnyPort,
            Key,
            $"Modules:Ingest:Fluent:CertificateFile={folder.File("cert.pem")}"
        );
        await using var client = await ForwardClient.ConnectWithTlsAsync(host);

        var (_, isAccepted, _) = await client.ShakeHandsAsync("a shared key");
        await client.SendAsync(ClientFrames.Fluentd);

        Assert.True(isAccepted);
        Assert.Single(await client.ReadAcksAsync(1));
        Assert.Equal(2, host.Stored.Records.Count);
    }

    [Fact]
    public async Task Heartbeats_are_answered_byte_for_byte()
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:Fluent:HeartbeatAddress=127.0.0.1:0");
        using var client = new UdpClient();
        client.Connect(host.Listener("Fluent heartbeat"));
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        await client.SendAsync(new byte[20], bound.Token);
        await client.SendAsync(new byte[1], bound.Token);
        var first = await client.ReceiveAsync(bound.Token);
        var second = await client.ReceiveAsync(bound.Token);

        Assert.Equal([0], first.Buffer);
        Assert.Equal([0], second.Buffer);
    }

    private static byte[] Compressed(string chunk, byte[] entries) =>
        Pack.Of(new object?[] { "app", entries, new Pack.Map(("chunk", chunk), ("compressed", "gzip")) });

    private static byte[] Gzip(byte[] plain)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return target.ToArray();
    }
}
