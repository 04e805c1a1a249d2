namespace Monolith.Clients.Tests.Json;

public sealed class StandardOutputTests(ClientsHost host)
{
    [Theory]
    [InlineData("pino")]
    [InlineData("bunyan")]
    public async Task Every_line_that_a_logger_writes_is_found_once(string logger)
    {
        var service = $"{logger}-lines";
        await host.RunScriptAsync("stdout-json.mjs", service, ("LOGGER", logger));

        var records = await host.FindCorpusAsync(service);

        Assert.All(records, (r, n) => Assert.Equal($"{n}", r.GetProperty("attributes").GetProperty("n").GetString()));
    }
}
