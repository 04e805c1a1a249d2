namespace Monolith.Clients.Tests.Gelf;

public sealed class GelfProTests(ClientsHost host)
{
    [Theory]
    [InlineData("udp", "GELF UDP")]
    [InlineData("tcp", "GELF TCP")]
    public async Task Every_record_of_gelf_pro_is_found_once(string adapter, string listener)
    {
        var service = $"gelf-pro-{adapter}";
        await host.RunScriptAsync(
            "gelf-pro.mjs",
            service,
            ("GELF", host.Process.Listener(listener).ToString()),
            ("ADAPTER", adapter)
        );

        var records = await host.FindCorpusAsync(service);

        Assert.Equal(
            Corpus.Items.Select(item => $"{item.N}"),
            records.Select(r => r.GetProperty("attributes").GetProperty("n").GetString())
        );
    }
}
