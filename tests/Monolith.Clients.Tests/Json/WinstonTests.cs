namespace Monolith.Clients.Tests.Json;

public sealed class WinstonTests(ClientsHost host)
{
    [Fact]
    public async Task Every_record_of_winstons_http_transport_is_found_once()
    {
        await host.RunScriptAsync("winston-http.mjs", "winston-http");

        var records = await host.FindCorpusAsync("winston-http");

        Assert.All(records, r => Assert.Equal("shop", r.GetProperty("attributes").GetProperty("area").GetString()));
    }
}
