namespace Monolith.Clients.Tests.Seq;

public sealed class SeqClientTests(ClientsHost host)
{
    [Theory]
    [InlineData("pino-seq")]
    [InlineData("winston-seq")]
    public async Task Every_record_of_the_clients_in_javascript_is_found_once(string client)
    {
        await host.RunScriptAsync($"{client}.mjs", client);

        var records = await host.FindCorpusAsync(client);

        Assert.All(
            records,
            (r, n) =>
            {
                Assert.Equal($"{n}", r.GetProperty("attributes").GetProperty("n").GetString());
                Assert.Equal("shop", r.GetProperty("attributes").GetProperty("area").GetString());
            }
        );
    }
}
