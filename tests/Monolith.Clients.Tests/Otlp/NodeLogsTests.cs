namespace Monolith.Clients.Tests.Otlp;

/// <summary>The OpenTelemetry SDK for Node, unmodified, with each of its exporters.</summary>
public sealed class NodeLogsTests(ClientsHost host)
{
    [Theory]
    [InlineData("proto", "none")]
    [InlineData("proto", "gzip")]
    [InlineData("http", "none")]
    [InlineData("http", "gzip")]
    [InlineData("grpc", "none")]
    [InlineData("grpc", "gzip")]
    public async Task Every_record_that_the_sdk_exports_is_found_once(string protocol, string compression)
    {
        var service = $"node-otlp-{protocol}-{compression}";

        await host.RunScriptAsync(
            "otlp-logs.mjs",
            service,
            ("MONOLITH_GRPC", $"http://{host.Process.Listener("OTLP/gRPC")}"),
            ("PROTOCOL", protocol),
            ("COMPRESSION", compression)
        );

        var records = await host.FindCorpusAsync(service);
        foreach (var (item, record) in Corpus.Items.Zip(records))
        {
            var attributes = record.GetProperty("attributes");
            Assert.Equal($"{item.N}", attributes.GetProperty("n").GetString());
            Assert.Equal("0.5", attributes.GetProperty("ratio").GetString());
            Assert.Equal("true", attributes.GetProperty("paid").GetString());
            Assert.Equal("""["a","b"]""", attributes.GetProperty("tags").GetString());
            Assert.Equal("orders", attributes.GetProperty("otel.scope.name").GetString());
            Assert.Equal("4.5", attributes.GetProperty("otel.scope.version").GetString());
            Assert.Equal(item.Level.ToUpperInvariant(), record.GetProperty("severity").GetString());
            Assert.Equal("1.2.3", record.GetProperty("resource").GetProperty("service.version").GetString());
        }
    }
}
