using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Monolith.Ingest.Gelf;
using Monolith.Ingest.Sockets.Framing;
using Monolith.Ingest.Tests.Sockets;

namespace Monolith.Ingest.Tests.Gelf;

public sealed class GelfPortTests
{
    private const string UdpAddress = "Modules:Ingest:Gelf:Udp:Address=127.0.0.1:0";
    private const string TcpAddress = "Modules:Ingest:Gelf:Tcp:Address=127.0.0.1:0";

    [Fact]
    public async Task A_message_by_http_is_accepted()
    {
        await using var host = await IngestHost.StartAsync();

        var response = await host.Http.PostAsync("/gelf", Json(GelfMessages.Specification));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());
        var record = host.Stored.Records.Single();
        Assert.Equal("acme", record.Tenant);
        Assert.Equal("gelf", record.Source);
        Assert.DoesNotContain(record.Attributes, a => a.Key == "network.peer.address");
    }

    [Fact]
    public async Task Several_messages_in_one_request_are_accepted_and_a_bad_one_among_them_is_quarantined()
    {
        await using var host = await IngestHost.StartAsync();

        var response = await host.Http.PostAsync(
            "/gelf",
            Json(
                """{"short_message":"a"}"""
                    + "\n"
                    + """{"short_message":}"""
                    + "\n"
                    + """{"short_message":"b"}"""
                    + "\n"
            )
        );

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(["a", "b"], host.Stored.Records.Select(r => r.Body));
        Assert.Equal(2, Assert.Single(host.Stored.Quarantine).Position);
    }

    [Fact]
    public async Task A_compressed_request_is_accepted()
    {
        await using var host = await IngestHost.StartAsync();
        using var body = new ByteArrayContent(GelfMessages.Gzip(GelfMessages.Utf8(GelfMessages.Docker)));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        body.Headers.ContentEncoding.Add("gzip");

        Assert.Equal(HttpStatusCode.Accepted, (await host.Http.PostAsync("/gelf", body)).StatusCode);
        Assert.Single(host.Stored.Records);
    }

    [Theory]
    [InlineData("no json", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{}", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    public async Task What_cannot_be_read_is_refused(string body, string type, HttpStatusCode expected)
    {
        await using var host = await IngestHost.StartAsync();

        var response = await host.Http.PostAsync("/gelf", new StringContent(body, Encoding.UTF8, type));

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Without_a_key_nothing_is_taken()
    {
        await using var host = await IngestHost.StartAsync();
        host.Http.DefaultRequestHeaders.Clear();

        var response = await host.Http.PostAsync("/gelf", Json(GelfMessages.Docker));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_full_spool_is_told_of()
    {
        await using var host = await IngestHost.StartAsync();
        host.Stored.IsFull = true;

        var response = await host.Http.PostAsync("/gelf", Json(GelfMessages.Docker));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Messages_by_tcp_end_with_a_zero_byte()
    {
        await using var host = await IngestHost.StartAsync(TcpAddress);

        await SocketClient.SendAsync(
            host.Listener("GELF TCP"),
            """{"short_message":"a"}"""
                + "\0"
                + "{\n\"short_message\":\"b\"\n}\0"
                + """{"short_message":"unfinished"}"""
        );

        await Eventually.HoldsAsync(() => host.Stored.Records.Count == 3, "all messages are stored");
        Assert.Equal(["a", "b", "unfinished"], host.Stored.Records.Select(r => r.Body));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Messages_are_found_however_the_stream_is_cut_and_one_that_is_too_long_is_skipped(int piece)
    {
        var stream = Encoding.UTF8.GetBytes($"ab\0\0{new string('x', 50)}\0cd\0ef");
        var framing = new ZeroFraming(maxBytes: 10);
        var found = new List<string>();
        var messages = new MessageList();
        var start = 0;
        for (var end = Math.Min(piece, stream.Length); ; end = Math.Min(end + piece, stream.Length))
        {
            var unread = stream.AsSpan(start, end - start);
            start += framing.Find(unread, isOver: end == stream.Length, messages);
            foreach (var (at, length) in messages.Items)
            {
                found.Add(Encoding.UTF8.GetString(unread.Slice(at, length)));
            }

            messages.Clear();
            if (end == stream.Length)
            {
                break;
            }
        }

        Assert.Equal(["ab", new string('x', 11), "cd", "ef"], found);
    }

    [Fact]
    public async Task Messages_by_udp_are_plain_or_compressed_in_one_datagram_or_in_chunks()
    {
        await using var host = await IngestHost.StartAsync(UdpAddress);
        var message = GelfMessages.Utf8(GelfMessages.Docker);

        Send(
            host,
            [
                message,
                GelfMessages.Gzip(message),
                GelfMessages.Zlib(message),
                .. GelfMessages.Chunks(message, 100, id: 1),
                .. GelfMessages.Chunks(GelfMessages.Zlib(message), 100, id: 2).AsEnumerable().Reverse(),
            ]
        );

        await Eventually.HoldsAsync(() => host.Stored.Records.Count == 5, "all messages are stored");
        Assert.All(host.Stored.Records, r => Assert.Equal("order paid", r.Body));
        Assert.All(host.Stored.Records, r => Assert.Equal("docker-1", r.Resource.Single().Value));
    }

    [Fact]
    public async Task A_zip_bomb_is_refused_and_what_comes_after_it_is_kept()
    {
        await using var host = await IngestHost.StartAsync(UdpAddress);
        var bomb = GelfMessages.Gzip(new byte[40 * 1024 * 1024]);
        Assert.InRange(bomb.Length, 1, 1_000_000);

        Send(
            host,
            [
                .. GelfMessages.Chunks(bomb, 8000).Take(128),
                GelfMessages.Gzip(GelfMessages.Utf8(GelfMessages.Docker))[..^20],
                GelfMessages.Utf8(GelfMessages.Docker),
            ]
        );

        await Eventually.HoldsAsync(() => host.Stored.Records.Count == 1, "the good message is stored");
        Assert.All(host.Stored.Quarantine, q => Assert.InRange(q.RawBytes, 1, TestPipeline.Limits.MaxRecordBytes + 1));
    }

    [Fact]
    public async Task Damaged_datagrams_neither_stop_the_port_nor_lose_their_neighbours()
    {
        await using var host = await IngestHost.StartAsync(UdpAddress);
        var message = GelfMessages.Utf8(GelfMessages.Docker);
        byte[][] good =
        [
            message,
            GelfMessages.Gzip(message),
            GelfMessages.Zlib(message),
            .. GelfMessages.Chunks(message, 100),
        ];

        Send(host, BodyMutations.Of(good, 100));
        Send(host, [GelfMessages.Utf8("""{"short_message":"after"}""")]);

        await Eventually.HoldsAsync(
            () => host.Stored.Records.Any(r => r.Body == "after"),
            "the last message is stored"
        );
    }

    private static StringContent Json(string message) => new(message, Encoding.UTF8, "application/json");

    private static void Send(IngestHost host, IEnumerable<byte[]> datagrams)
    {
        using var client = new UdpClient();
        client.Connect("127.0.0.1", host.Listener("GELF UDP").Port);
        foreach (var datagram in datagrams)
        {
            client.Send(datagram);
        }
    }
}
