using System.Globalization;

namespace Monolith.Clients.Tests.Fluent;

public sealed class FluentLoggerTests(ClientsHost host)
{
    [Theory]
    [InlineData("Message", false)]
    [InlineData("PackedForward", true)]
    [InlineData("CompressedPackedForward", true)]
    public async Task Every_record_of_fluent_logger_is_found_once(string mode, bool waitsForAcks)
    {
        var service = $"fluent-{mode}";
        var port = host.Process.Listener("Fluent forward").Port;
        await host.RunScriptAsync(
            "fluent-logger.mjs",
            service,
            ("MODE", mode),
            ("ACK", waitsForAcks ? "true" : "false"),
            ("FLUENT_PORT", port.ToString(CultureInfo.InvariantCulture)),
            ("FLUENT_KEY", ClientsHost.FluentKey)
        );

        var records = await host.FindCorpusAsync(service);

        for (var n = 0; n < records.Count; n++)
        {
            var attributes = records[n].GetProperty("attributes");
            Assert.Equal("shop.order", attributes.GetProperty("fluent.tag").GetString());
            Assert.Equal("shop", attributes.GetProperty("area").GetString());
            Assert.Equal($"{n}", attributes.GetProperty("n").GetString());
        }
    }
}
