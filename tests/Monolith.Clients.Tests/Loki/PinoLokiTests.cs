using System.Text.Json;

namespace Monolith.Clients.Tests.Loki;

public sealed class PinoLokiTests(ClientsHost host)
{
    [Fact]
    public async Task Every_record_of_pino_loki_is_found_once_with_its_metadata()
    {
        await host.RunScriptAsync("pino-loki.mjs", "pino-loki");

        var records = await host.FindCorpusAsync("pino-loki");

        Assert.All(
            records,
            (r, n) =>
            {
                Assert.Equal($"{n}", r.GetProperty("attributes").GetProperty("n").GetString());
                Assert.Equal("shop", r.GetProperty("attributes").GetProperty("area").GetString());
                Assert.Equal("web-1", r.GetProperty("resource").GetProperty("host.name").GetString());
            }
        );

        // Without a format, the line is the whole record: it stays the body, and its ids are known.
        var whole = await host.FindAllAsync("pino-loki-whole", count: 100);
        Assert.Equal(100, whole.Count);
        Assert.All(
            whole,
            r =>
            {
                var line = JsonDocument.Parse(r.GetProperty("body").GetString()!).RootElement;
                var n = line.GetProperty("meta").GetProperty("n").GetInt32();
                Assert.Equal(Corpus.Items[n].Message, line.GetProperty("msg").GetString());
                Assert.Equal($"r-{n}", r.GetProperty("request_id").GetString());
            }
        );
    }
}
