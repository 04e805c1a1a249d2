using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Monolith.Processing.Tests.Routing;

public sealed partial class SyslogTlsTests
{
    [Fact]
    public async Task Messages_come_once_in_order_and_with_their_length_before_them()
    {
        await using var server = new SyslogServer();
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync(Destination(server.Port, server.Ca));

        await ForwardAsync(world, "first", "second");
        await world.SentAsync("log", 2);
        await ForwardAsync(world, "third");
        await world.SentAsync("log", 3);

        Assert.Equal(["first", "second", "third"], server.Texts.SelectMany(BodiesOf));
    }

    [Fact]
    public async Task What_a_server_has_cut_off_comes_again()
    {
        await using var server = new SyslogServer();
        server.Cut(3);
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync(Destination(server.Port, server.Ca));

        await ForwardAsync(world, "first", "second");
        await world.SentAsync("log", 2);

        Assert.Equal(["first", "second"], server.Texts.SelectMany(BodiesOf));
        Assert.Equal(3, (await world.StatusAsync("log")).GetProperty("failed_attempts").GetInt32());
    }

    [Theory]
    [InlineData("unknown authority")]
    [InlineData("another's authority")]
    [InlineData("another name")]
    public async Task Nothing_is_sent_to_a_server_whose_certificate_does_not_fit(string what)
    {
        await using var another = new SyslogServer();
        await using var server = new SyslogServer(what == "another name" ? "log.example.com" : "127.0.0.1");
        await using var world = await RoutingWorld.StartAsync();
        var ca = what switch
        {
            "unknown authority" => null,
            "another's authority" => another.Ca,
            _ => server.Ca,
        };
        await world.AddAsync(Destination(server.Port, ca));

        await ForwardAsync(world, "secret");
        await FailedAsync(world);

        var status = await world.StatusAsync("log");
        Assert.Equal("its certificate is not trusted", status.GetProperty("last_error").GetString());
        Assert.Equal((1, 0), (status.GetProperty("queued").GetInt32(), status.GetProperty("sent").GetInt32()));
        Assert.Empty(server.Texts);
    }

    [Fact]
    public async Task What_waited_is_sent_once_the_right_authority_is_named()
    {
        await using var server = new SyslogServer();
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync(Destination(server.Port, ca: null));
        await ForwardAsync(world, "first");
        await FailedAsync(world);

        var replaced = await world.Http.PutAsJsonAsync(
            "/api/v1/destinations/log",
            JsonNode.Parse(Destination(server.Port, server.Ca))
        );
        await world.SentAsync("log", 1);

        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
        Assert.Equal(["first"], server.Texts.SelectMany(BodiesOf));
    }

    [Theory]
    [InlineData("tls", "no certificate")]
    [InlineData("tls", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    [InlineData("tcp", "its own")]
    public async Task An_authority_that_is_none_or_has_no_use_is_refused(string transport, string ca)
    {
        await using var server = new SyslogServer();
        await using var world = await RoutingWorld.StartAsync();
        var destination = JsonNode.Parse(Destination(1, ca == "its own" ? server.Ca : ca))!;
        destination["syslog"]!["transport"] = transport;

        var answer = await world.Http.PostAsJsonAsync("/api/v1/destinations", destination);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("syslog.ca", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string Destination(int port, string? ca)
    {
        var syslog = new JsonObject
        {
            ["host"] = "127.0.0.1",
            ["port"] = port,
            ["transport"] = "tls",
        };
        if (ca is not null)
        {
            syslog["ca"] = ca;
        }

        return new JsonObject { ["id"] = "log", ["syslog"] = syslog }.ToJsonString();
    }

    private static async Task ForwardAsync(RoutingWorld world, params string[] bodies) =>
        await world.ForwardAsync("""{"to":["log"]}""", [.. bodies.Select(body => RoutingWorld.Record(body))]);

    private static Task FailedAsync(RoutingWorld world) =>
        Eventually.HoldsAsync(
            async () => (await world.StatusAsync("log")).GetProperty("failed_attempts").GetInt32() > 0,
            "an attempt has failed"
        );

    // Each message is as long as the number before it says, and its body comes last.
    private static IEnumerable<string> BodiesOf(string text)
    {
        while (text.Length > 0)
        {
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            var length = int.Parse(text[..space]);
            yield return Body().Match(text.Substring(space + 1, length)).Groups["body"].Value;
            text = text[(space + 1 + length)..];
        }
    }

    [GeneratedRegex(@"\] (?<body>\w+)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Body();
}
