namespace Monolith.Clients.Tests.Loki;

public sealed class WinstonLokiTests(ClientsHost host)
{
    [Theory]
    [InlineData("protobuf")]
    [InlineData("json")]
    public async Task Every_record_of_winston_loki_is_found_once(string form)
    {
        var service = $"winston-loki-{form}";
        await host.RunScriptAsync("winston-loki.mjs", service, ("FORM", form));

        var records = await host.FindCorpusAsync(service);

        Assert.All(records, r => Assert.Equal("web-1", r.GetProperty("resource").GetProperty("host.name").GetString()));
    }
}
