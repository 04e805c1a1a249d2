using System.Net;
using System.Text.Json;

namespace Monolith.Ingest.Tests.Elasticsearch;

/// <summary>What shippers say from their first request on, in their words and with their headers, and what each of them looks
/// for in the answers. Made after their sources: libbeat 8, logstash-output-elasticsearch 12, Fluent Bit 4, Vector 0.50.</summary>
public sealed class ShipperConversationsTests
{
    private static readonly (string, string)[] FilebeatHeaders =
    [
        ("User-Agent", "Elastic-Filebeat/8.19.0 (linux; amd64; 0000; 2025-07-01 00:00:00 +0000 UTC)"),
        ("Accept", "application/json"),
        ("X-Elastic-Product-Origin", "beats"),
    ];

    private static readonly (string, string)[] LogstashHeaders =
    [
        ("User-Agent", "Logstash/9.1.0 (OS=Linux; JVM=Eclipse Adoptium) logstash-output-elasticsearch/12.0.2"),
        ("x-elastic-product-origin", "logstash-output-elasticsearch"),
    ];

    [Fact]
    public async Task Filebeat_connects_sets_up_and_sends()
    {
        await using var host = await IngestHost.StartAsync();

        // It reads the version, and stops when that is older than its own.
        var banner = await host.SendAsync(HttpMethod.Get, "/", headers: FilebeatHeaders);
        Assert.Equal("8.19.0", banner.Json.GetProperty("version").GetProperty("number").GetString());

        // The license decides which of its parts may run.
        var license = await host.SendAsync(HttpMethod.Get, "/_license?human=false", headers: FilebeatHeaders);
        Assert.Equal("active", license.Json.GetProperty("license").GetProperty("status").GetString());
        Assert.Equal("basic", license.Json.GetProperty("license").GetProperty("type").GetString());

        // 200 means "there already", 404 "send it"; anything else ends the connection.
        foreach (
            var (method, path) in new[]
            {
                (HttpMethod.Get, "/_ilm/policy/filebeat"),
                (HttpMethod.Put, "/_ilm/policy/filebeat"),
                (HttpMethod.Head, "/_index_template/filebeat-8.19.0"),
                (HttpMethod.Put, "/_index_template/filebeat-8.19.0"),
                (HttpMethod.Get, "/_data_stream/filebeat-8.19.0"),
                (HttpMethod.Put, "/_data_stream/filebeat-8.19.0"),
            }
        )
        {
            var body = method == HttpMethod.Put ? "{\"policy\":{}}" : null;
            var setup = await host.SendAsync(method, path, body, "application/json; charset=UTF-8", FilebeatHeaders);
            Assert.Equal(HttpStatusCode.OK, setup.Status);
        }

        // A module's pipeline is set up only where all of its processors are there.
        var nodes = await host.SendAsync(HttpMethod.Get, "/_nodes/ingest", headers: FilebeatHeaders);
        Assert.Contains(
            "geoip",
            nodes
                .Json.GetProperty("nodes")
                .EnumerateObject()
                .Single()
                .Value.GetProperty("ingest")
                .GetProperty("processors")
                .EnumerateArray()
                .Select(p => p.GetProperty("type").GetString())
        );

        // It counts below 300 as done, 409 as done before, 429 and 500 as to be sent again, and drops the rest.
        var answer = await host.SendAsync(
            HttpMethod.Post,
            "/_bulk?filter_path=errors%2Citems.%2A.error%2Citems.%2A.status",
            """
            {"create":{"_index":"filebeat-8.19.0"}}
            {"@timestamp":"2026-03-04T05:06:07.123Z","log":{"offset":0,"file":{"path":"/var/log/app.log"}},"message":"started","input":{"type":"filestream"},"ecs":{"version":"8.0.0"},"host":{"name":"web-1"},"agent":{"type":"filebeat","version":"8.19.0"}}
            {"create":{"_index":"filebeat-8.19.0","_id":"fingerprint"}}
            {"@timestamp":"2026-03-04T05:06:08.123Z","message":"stopped"}

            """,
            "application/json; charset=UTF-8",
            FilebeatHeaders
        );
        Assert.Equal(
            "{\"errors\":false,\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":201}}]}",
            answer.Text
        );
        Assert.Equal(["started", "stopped"], host.Stored.Records.Select(r => r.Body));
        Assert.Equal("/var/log/app.log", host.Stored.Records[0]["log.file.path"]);
    }

    [Fact]
    public async Task Logstash_checks_the_product_and_the_license_installs_its_template_and_sends()
    {
        await using var host = await IngestHost.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(HttpMethod.Head, "/", headers: LogstashHeaders)).Status);
        var banner = await host.SendAsync(HttpMethod.Get, "/", headers: LogstashHeaders);
        Assert.Equal("Elasticsearch", banner.Headers["X-Elastic-Product"]);
        Assert.Equal("default", banner.Json.GetProperty("version").GetProperty("build_flavor").GetString());
        Assert.NotEmpty(banner.Json.GetProperty("cluster_uuid").GetString()!);
        var license = await host.SendAsync(HttpMethod.Get, "/_license", headers: LogstashHeaders);
        Assert.Equal("active", license.Json.GetProperty("license").GetProperty("status").GetString());

        foreach (
            var (method, path) in new[]
            {
                (HttpMethod.Head, "/_index_template/ecs-logstash"),
                (HttpMethod.Put, "/_index_template/ecs-logstash"),
                (HttpMethod.Head, "/ecs-logstash"),
                (HttpMethod.Put, "/%3Cecs-logstash-%7Bnow%2Fd%7D-000001%3E"),
                (HttpMethod.Get, "/_ilm/policy/logstash-policy"),
                (HttpMethod.Put, "/_ilm/policy/logstash-policy"),
            }
        )
        {
            var body = method == HttpMethod.Put ? "{}" : null;
            var setup = await host.SendAsync(method, path, body, "application/json", LogstashHeaders);
            Assert.Equal(HttpStatusCode.OK, setup.Status);
        }

        // As many items as documents, or it fails; 200, 201 and 409 are done, 400 goes to its dead-letter queue, and the rest
        // is sent again forever.
        var answer = await host.SendAsync(
            HttpMethod.Post,
            "/_bulk",
            """
            {"create":{"_id":null,"_index":"logs-generic-default","routing":null}}
            {"message":"hello","@timestamp":"2026-03-04T05:06:07.123456789Z","@version":"1","host":{"hostname":"web-1"},"event":{"original":"hello"},"data_stream":{"type":"logs","dataset":"generic","namespace":"default"}}
            {"index":{"_id":"1","_index":"app-2026.03.04","routing":null}}
            {"message":1e,"@version":"1"}

            """,
            "application/json",
            [.. LogstashHeaders, ("X-Elastic-Event-Count", "2"), ("X-Elastic-Uncompressed-Request-Length", "456")]
        );
        Assert.Equal([("create", 201, null), ("index", 400, "document_parsing_exception")], answer.Items);
        Assert.Equal("hello", host.Stored.Records.Single().Body);
    }

    [Fact]
    public async Task Fluent_bit_sends_at_once_and_looks_for_errors_as_text()
    {
        await using var host = await IngestHost.StartAsync();
        var lines = """
            {"create":{"_index":"fluent-bit","_type":"_doc","_id":"1a2b3c4d-0000-0000-0000-000000000001"}}
            {"@timestamp":"2026-03-04T05:06:07.123Z","flb-key":"kube.app","log":"a line\n","stream":"stderr","kubernetes":{"pod_name":"app-1"}}

            """;

        var answer = await host.SendAsync(
            HttpMethod.Post,
            "/_bulk",
            lines,
            "application/x-ndjson",
            ("User-Agent", "Fluent-Bit")
        );

        // The first it can find even in an answer that its buffer has cut off.
        Assert.Contains("\"errors\":false,\"items\":[", answer.Text, StringComparison.Ordinal);
        Assert.Equal(["a line\n"], host.Stored.Records.Select(r => r.Body));
        Assert.Equal("app-1", host.Stored.Records.Single()["kubernetes.pod_name"]);

        // What it sends again is a conflict, and stored once.
        Assert.Equal([409], (await host.BulkAsync(lines)).Items.Select(i => i.Status));
        Assert.Single(host.Stored.Records);
    }

    [Fact]
    public async Task Vector_reads_the_version_checks_the_health_and_sends()
    {
        await using var host = await IngestHost.StartAsync();

        // From the major version it knows whether to leave the type of the document out.
        var banner = await host.SendAsync(HttpMethod.Get, "/");
        Assert.StartsWith(
            "8.",
            banner.Json.GetProperty("version").GetProperty("number").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(HttpMethod.Get, "/_cluster/health")).Status);

        var answer = await host.BulkAsync(
            """
            {"create":{"_index":"vector-2026.03.04","_type":"_doc"}}
            {"file":"/var/log/a.log","host":"web-1","message":"a","source_type":"file","timestamp":"2026-03-04T05:06:07.123456789Z"}
            {"create":{"_index":"vector-2026.03.04"}}
            {"message":tru}

            """,
            "/_bulk?timeout=60s"
        );

        // It looks for these very characters, then for the type and the reason of the first error.
        Assert.Contains("\"errors\":true", answer.Text, StringComparison.Ordinal);
        var error = answer.Item(1).GetProperty("error");
        Assert.Equal(JsonValueKind.String, error.GetProperty("type").ValueKind);
        Assert.Equal(JsonValueKind.String, error.GetProperty("reason").ValueKind);
        Assert.Equal("a", host.Stored.Records.Single().Body);
        Assert.Equal([("host.name", "web-1")], host.Stored.Records.Single().Resource);
    }
}
