namespace Monolith.Clients.Tests.Splunk;

public sealed class SplunkLoggingTests(ClientsHost host)
{
    [Fact]
    public async Task Every_record_of_splunk_logging_is_found_once()
    {
        await host.RunScriptAsync("splunk-logging.mjs", "splunk-logging");

        var records = await host.FindCorpusAsync("splunk-logging");

        for (var n = 0; n < records.Count; n++)
        {
            var attributes = records[n].GetProperty("attributes");
            Assert.Equal("test", attributes.GetProperty("com.splunk.source").GetString());
            Assert.Equal(n % 2 == 0, attributes.TryGetProperty("area", out _));
            Assert.Equal("web-1", records[n].GetProperty("resource").GetProperty("host.name").GetString());
        }
    }
}
