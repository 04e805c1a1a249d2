using System.Net.Sockets;
using System.Text;

namespace Monolith.Host.Tests.Faults;

public sealed class DisconnectTests
{
    private const int Clients = 50;

    [Theory]
    [InlineData("/api/v1/logs", "application/x-ndjson")]
    [InlineData("/_bulk", "application/x-ndjson")]
    [InlineData("/v1/logs", "application/x-protobuf")]
    [InlineData("/loki/api/v1/push", "application/json")]
    [InlineData("/ingest/clef", "application/vnd.serilog.clef")]
    public async Task Clients_that_leave_in_the_middle_of_a_body_leave_nothing_behind(string path, string contentType)
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.File("data"));

        await Parallel.ForAsync(0, Clients, async (i, _) => await SendHalfAsync(host, path, contentType, i));

        await Eventually.HoldsAsync(
            async () => (await MemoryUsedAsync(host.Http)) == 0,
            "the memory of their bodies is free again"
        );
        Assert.DoesNotContain("unhandled", host.Output, StringComparison.OrdinalIgnoreCase);
        var found = await host.Http.GetStringAsync("/api/v1/logs?service=half&from=now-1h");
        Assert.Contains("\"records\":[]", found, StringComparison.Ordinal);
    }

    private static async Task SendHalfAsync(HostProcess host, string path, string contentType, int number)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host.Http.BaseAddress!.Host, host.Http.BaseAddress.Port);
        var line = $$"""{"service":"half","message":"number {{number}}"}""" + "\n";
        var body = string.Concat(Enumerable.Repeat(line, 2_000));
        var head =
            $"POST {path} HTTP/1.1\r\nHost: monolith\r\nContent-Type: {contentType}\r\nContent-Length: {2 * body.Length}\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + body));

        // Every other one is torn off instead of closed.
        client.LingerState = new LingerOption(enable: number % 2 == 0, seconds: 0);
    }

    private static async Task<double> MemoryUsedAsync(HttpClient http)
    {
        var metrics = await http.GetStringAsync("/metrics");
        var line = metrics
            .Split('\n')
            .First(l => l.StartsWith("monolith_ingest_memory_used", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
