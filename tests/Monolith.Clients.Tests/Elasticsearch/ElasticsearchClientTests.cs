namespace Monolith.Clients.Tests.Elasticsearch;

public sealed class ElasticsearchClientTests(ClientsHost host)
{
    [Fact]
    public async Task Every_record_of_the_clients_bulk_helper_is_found_once_and_a_bad_document_is_handed_back()
    {
        await host.RunScriptAsync("elasticsearch-bulk.mjs", "elastic-bulk");

        var records = await host.FindCorpusAsync("elastic-bulk");

        Assert.All(
            records.Select(r => r.GetProperty("attributes")),
            (attributes, n) =>
            {
                Assert.Equal("logs-shop-default", attributes.GetProperty("elasticsearch.index").GetString());
                Assert.Equal($"elastic-bulk-{n}", attributes.GetProperty("elasticsearch.id").GetString());
                Assert.Equal("Timeout", attributes.GetProperty("exception.type").GetString());
            }
        );
    }

    [Fact]
    public async Task Every_record_of_pinos_transport_is_found_once()
    {
        await host.RunScriptAsync("pino-elasticsearch.mjs", "pino-elastic");

        var records = await host.FindCorpusAsync("pino-elastic");

        Assert.All(records, r => Assert.Equal("shop", r.GetProperty("attributes").GetProperty("area").GetString()));
    }

    [Fact]
    public async Task Every_record_of_winston_through_the_same_stream_is_found_once()
    {
        await host.RunScriptAsync("winston-elasticsearch-stream.mjs", "winston-elastic");

        var records = await host.FindCorpusAsync("winston-elastic");

        Assert.All(
            records,
            r => Assert.Equal("8.10.0", r.GetProperty("attributes").GetProperty("ecs.version").GetString())
        );
    }
}
