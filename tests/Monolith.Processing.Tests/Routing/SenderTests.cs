using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Monolith.Platform.Outgoing;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Tests.Routing;

/// <summary>What each kind of destination gets, byte by byte where the protocol says so.</summary>
public sealed class SenderTests
{
    [Fact]
    public async Task A_webhook_gets_lines_of_JSON_that_are_signed()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync($$$$"""{"id":"hook","webhook":{"url":"{{{{receiver.Url}}}}/in","secret":"key"}}""");

        await world.ForwardAsync(
            """{"to":["hook"]}""",
            RoutingWorld.Record("first", attributes: ("cart.items", "3")),
            RoutingWorld.Record("second")
        );
        await world.SentAsync("hook", 2);

        var request = Assert.Single(receiver.Requests);
        var lines = request.Text.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(("POST", "/in"), (request.Method, request.Path));
        Assert.Equal(["first", "second"], lines.Select(l => l.GetProperty("message").GetString()));
        Assert.Equal("2026-03-04T05:06:07.123456789Z", lines[0].GetProperty("timestamp").GetString());
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", lines[0].GetProperty("trace_id").GetString());
        Assert.Equal("3", lines[0].GetProperty("cart.items").GetString());
        Assert.Equal("web-1", lines[0].GetProperty("host.name").GetString());
        Assert.Equal(
            WebhookSignature.Of(
                "top-secret-value"u8,
                request.Header("webhook-id"),
                long.Parse(request.Header("webhook-timestamp")),
                request.Body
            ),
            request.Header("webhook-signature")
        );
    }

    [Fact]
    public async Task A_webhook_gets_an_array_when_it_wants_one()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync($$$$"""{"id":"hook","webhook":{"url":"{{{{receiver.Url}}}}","format":"json"}}""");

        await world.ForwardAsync("""{"to":["hook"]}""", RoutingWorld.Record("first"), RoutingWorld.Record("second"));
        await world.SentAsync("hook", 2);

        var records = JsonDocument.Parse(Assert.Single(receiver.Requests).Body).RootElement;
        Assert.Equal(["first", "second"], records.EnumerateArray().Select(r => r.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Elasticsearch_creates_each_record_under_an_id_of_its_own()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = _ => (200, """{"took":1,"errors":false,"items":[]}""", null);
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync(
            $$$$"""{"id":"es","elasticsearch":{"url":"{{{{receiver.Url}}}}","index":"logs-x","auth":{"scheme":"api_key","secret":"key"}}}"""
        );

        await world.ForwardAsync(
            """{"to":["es"]}""",
            RoutingWorld.Record("first", attributes: ("message", "again")),
            RoutingWorld.Record("second")
        );
        await world.SentAsync("es", 2);

        var request = Assert.Single(receiver.Requests);
        var lines = request.Text.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(("/_bulk", "application/x-ndjson"), (request.Path, request.Header("Content-Type")));
        Assert.Equal("ApiKey top-secret-value", request.Header("Authorization"));
        Assert.Equal(4, lines.Count);
        Assert.Equal("logs-x", lines[0].GetProperty("create").GetProperty("_index").GetString());
        var ids = new[] { lines[0], lines[2] }.Select(l => l.GetProperty("create").GetProperty("_id").GetString());
        Assert.Equal(2, ids.Distinct().Count());
        Assert.Equal("first", lines[1].GetProperty("message").GetString());
        Assert.Equal("checkout", lines[1].GetProperty("service.name").GetString());
    }

    [Fact]
    public async Task What_Elasticsearch_refuses_is_a_dead_letter_and_what_it_has_already_counts_as_taken()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = _ =>
            (
                200,
                """
                {"errors":true,"items":[{"create":{"status":201}},{"create":{"status":409,"error":{"type":"version_conflict_engine_exception"}}},
                {"create":{"status":400,"error":{"type":"mapper_parsing_exception","reason":"a value"}}}]}
                """,
                null
            );
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync($$$$"""{"id":"es","elasticsearch":{"url":"{{{{receiver.Url}}}}"}}""");

        await world.ForwardAsync("""{"to":["es"]}""", [.. new[] { "a", "b", "c" }.Select(b => RoutingWorld.Record(b))]);
        await world.SentAsync("es", 2);

        var letters = await world.Http.GetStringAsync("/api/v1/destinations/es/dead-letters");
        var letter = Assert.Single(
            JsonDocument.Parse(letters).RootElement.GetProperty("dead_letters").EnumerateArray()
        );
        Assert.Equal(1, letter.GetProperty("records").GetInt32());
        Assert.Equal("400 mapper_parsing_exception", letter.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Loki_gets_a_stream_for_each_service_and_level()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync(
            $$$$"""{"id":"loki","loki":{"url":"{{{{receiver.Url}}}}","org_id":"team","labels":{"env":"test"}}}"""
        );

        await world.ForwardAsync(
            """{"to":["loki"]}""",
            RoutingWorld.Record("fine", attributes: ("cart.items", "3")),
            RoutingWorld.Record("bad", SeverityNumber.Error)
        );
        await world.SentAsync("loki", 2);

        var request = Assert.Single(receiver.Requests);
        var streams = JsonDocument.Parse(request.Body).RootElement.GetProperty("streams").EnumerateArray().ToList();
        Assert.Equal(("/loki/api/v1/push", "team"), (request.Path, request.Header("X-Scope-OrgID")));
        Assert.Equal(
            """{"env":"test","service_name":"checkout","level":"info"}""",
            streams[0].GetProperty("stream").GetRawText()
        );
        var value = streams[0].GetProperty("values")[0];
        Assert.Equal(("1772600767123456789", "fine"), (value[0].GetString(), value[1].GetString()));
        Assert.Equal("3", value[2].GetProperty("cart_items").GetString());
        Assert.Equal("error", streams[1].GetProperty("stream").GetProperty("level").GetString());
    }

    [Fact]
    public async Task A_bucket_gets_an_object_of_lines_under_a_key_with_tenant_and_hour()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync(
            $$$$"""{"id":"s3","s3":{"endpoint":"{{{{receiver.Url}}}}","bucket":"logs","access_key":"AK","secret":"key","prefix":"m/","gather_seconds":0}}"""
        );

        await world.ForwardAsync("""{"to":["s3"]}""", RoutingWorld.Record("kept"));
        await world.SentAsync("s3", 1);

        var request = Assert.Single(receiver.Requests);
        Assert.Matches(@"\A/logs/m/default/\d{4}/\d\d/\d\d/\d\d/[0-9a-f]{32}\.ndjson\.gz\z", request.Path);
        Assert.Equal("PUT", request.Method);
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AK/", request.Header("Authorization"), StringComparison.Ordinal);
        Assert.Equal([0x1f, 0x8b], request.Body[..2]);
    }

    [Fact]
    public async Task Sentry_gets_errors_only_with_their_exceptions()
    {
        await using var receiver = await Receiver.StartAsync();
        var dsn = receiver.Url.Replace("http://", "http://public@", StringComparison.Ordinal) + "/42";
        await using var world = await RoutingWorld.StartAsync(settings: ("Secrets:dsn", dsn));
        await world.AddAsync("""{"id":"sentry","sentry":{"dsn":"dsn","environment":"test"}}""");

        await world.ForwardAsync(
            """{"to":["sentry"]}""",
            RoutingWorld.Record("fine"),
            RoutingWorld.Record(
                "payment failed",
                SeverityNumber.Error,
                ("exception.type", "TimeoutException"),
                ("exception.message", "too slow")
            )
        );
        await world.SentAsync("sentry", 2);

        var request = Assert.Single(receiver.Requests);
        var lines = request.Text.Split('\n');
        var error = JsonDocument.Parse(lines[2]).RootElement;
        Assert.Equal("/api/42/envelope/", request.Path);
        Assert.Contains("sentry_key=public", request.Header("X-Sentry-Auth"), StringComparison.Ordinal);
        Assert.Contains($"\"length\":{Encoding.UTF8.GetByteCount(lines[2])}", lines[1], StringComparison.Ordinal);
        Assert.Equal(
            ("error", "test"),
            (error.GetProperty("level").GetString(), error.GetProperty("environment").GetString())
        );
        var exception = error.GetProperty("exception").GetProperty("values")[0];
        Assert.Equal("TimeoutException", exception.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Syslog_over_TCP_gets_messages_with_their_length_before_them()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var world = await RoutingWorld.StartAsync();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await world.AddAsync($$$$"""{"id":"log","syslog":{"host":"127.0.0.1","port":{{{{port}}}}}}""");

        await world.ForwardAsync(
            """{"to":["log"]}""",
            RoutingWorld.Record("disk full", SeverityNumber.Error, ("path", "a\"b]"))
        );
        using var client = await listener.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream());
        var text = await reader.ReadToEndAsync();
        client.Close();
        await world.SentAsync("log", 1);

        var message = text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        Assert.Equal($"{message.Length} {message}", text);
        Assert.StartsWith(
            "<131>1 2026-03-04T05:06:07.123456Z web-1 checkout - - [monolith@32473 trace_id=\"0af7651916cd43dd8448eb211c80319c\"",
            message,
            StringComparison.Ordinal
        );
        Assert.EndsWith("path=\"a\\\"b\\]\"] disk full", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Syslog_over_UDP_gets_a_datagram_for_each_message()
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var world = await RoutingWorld.StartAsync();
        var port = ((IPEndPoint)server.Client.LocalEndPoint!).Port;
        await world.AddAsync(
            $$$$"""{"id":"log","syslog":{"host":"127.0.0.1","port":{{{{port}}}},"transport":"udp","facility":1}}"""
        );

        await world.ForwardAsync("""{"to":["log"]}""", RoutingWorld.Record("one"), RoutingWorld.Record("two"));

        foreach (var body in new[] { "one", "two" })
        {
            var datagram = Encoding.UTF8.GetString((await server.ReceiveAsync()).Buffer);
            Assert.StartsWith("<14>1 ", datagram, StringComparison.Ordinal);
            Assert.EndsWith($"] {body}", datagram, StringComparison.Ordinal);
        }
    }
}
