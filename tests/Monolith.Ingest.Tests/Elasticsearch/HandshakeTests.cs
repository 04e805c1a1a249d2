using System.Net;

namespace Monolith.Ingest.Tests.Elasticsearch;

public sealed class HandshakeTests
{
    private static readonly (string Method, string Path)[] Requests =
    [
        ("HEAD", "/"),
        ("HEAD", "/logs-app"),
        ("PUT", "/logs-app"),
        ("PUT", "/%3Clogstash-%7Bnow%2Fd%7D-000001%3E"),
        ("GET", "/_license"),
        ("GET", "/_xpack"),
        ("GET", "/_cluster/health"),
        ("GET", "/_nodes"),
        ("GET", "/_nodes/http"),
        ("GET", "/_nodes/_all/http"),
        ("GET", "/_ilm/policy"),
        ("GET", "/_ilm/policy/filebeat"),
        ("PUT", "/_ilm/policy/filebeat"),
        ("HEAD", "/_index_template/filebeat"),
        ("GET", "/_index_template/filebeat"),
        ("PUT", "/_index_template/filebeat"),
        ("HEAD", "/_template/logstash"),
        ("PUT", "/_template/logstash"),
        ("PUT", "/_component_template/a"),
        ("GET", "/_data_stream/filebeat"),
        ("PUT", "/_data_stream/filebeat"),
        ("PUT", "/_data_stream/filebeat/_lifecycle"),
        ("GET", "/_ingest/pipeline/a"),
        ("PUT", "/_ingest/pipeline/a"),
        ("GET", "/_alias/logs"),
        ("HEAD", "/_alias/logs"),
        ("POST", "/_refresh"),
        ("POST", "/logs/_refresh"),
        ("PUT", "/es/_index_template/filebeat"),
        ("HEAD", "/elasticsearch/logs-app"),
    ];

    [Theory]
    [InlineData("/")]
    [InlineData("/elasticsearch")]
    [InlineData("/elasticsearch/")]
    [InlineData("/es")]
    public async Task The_root_says_which_product_and_version_this_is(string path)
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:Elasticsearch:Version=7.17.3");

        var answer = await host.SendAsync(HttpMethod.Get, path);

        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.Status, answer.MediaType));
        Assert.Equal("Elasticsearch", answer.Headers["X-Elastic-Product"]);
        Assert.Equal("7.17.3", answer.Json.GetProperty("version").GetProperty("number").GetString());
        Assert.Equal("default", answer.Json.GetProperty("version").GetProperty("build_flavor").GetString());
        Assert.Equal("You Know, for Search", answer.Json.GetProperty("tagline").GetString());
    }

    [Fact]
    public async Task What_a_web_page_may_have_is_left_to_it()
    {
        await using var host = await IngestHost.StartAsync();
        (string Method, string Path, string Accept)[] requests =
        [
            ("GET", "/", "text/html,application/xhtml+xml,*/*;q=0.8"),
            ("HEAD", "/app", "text/html"),
            ("POST", "/", "application/json"),
            ("GET", "/app", "application/json"),
        ];

        foreach (var (method, path, accept) in requests)
        {
            var answer = await host.SendAsync(new HttpMethod(method), path, headers: ("Accept", accept));

            Assert.Equal(HttpStatusCode.NotFound, answer.Status);
            Assert.DoesNotContain("X-Elastic-Product", answer.Headers);
        }
    }

    [Fact]
    public async Task What_clients_ask_and_set_up_is_answered()
    {
        await using var host = await IngestHost.StartAsync();

        foreach (var (method, path) in Requests)
        {
            var body = method == "PUT" ? "{}" : null;
            var answer = await host.SendAsync(new HttpMethod(method), path, body, "application/json");

            Assert.True(answer.Status == HttpStatusCode.OK, $"{method} {path}: {answer.Status}");
            Assert.Equal("Elasticsearch", answer.Headers["X-Elastic-Product"]);
            Assert.Equal(method == "HEAD", answer.Text.Length == 0);
            Assert.True(method != "PUT" || answer.Json.GetProperty("acknowledged").GetBoolean());
        }
    }

    [Fact]
    public async Task A_client_that_looks_for_nodes_is_sent_to_the_address_that_it_came_by()
    {
        await using var host = await IngestHost.StartAsync();

        var answer = await host.SendAsync(HttpMethod.Get, "/_nodes/http");

        var node = answer.Json.GetProperty("nodes").EnumerateObject().Single().Value;
        Assert.Equal(
            host.Http.BaseAddress!.Authority,
            node.GetProperty("http").GetProperty("publish_address").GetString()
        );
    }

    [Theory]
    [InlineData("GET", "/_search")]
    [InlineData("POST", "/_msearch/template")]
    [InlineData("GET", "/es/_cat/indices")]
    public async Task What_is_not_here_is_refused_as_Elasticsearch_does(string method, string path)
    {
        await using var host = await IngestHost.StartAsync();

        var answer = await host.SendAsync(new HttpMethod(method), path);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith(
            $"no handler found for uri [{path}]",
            answer.Json.GetProperty("error").GetProperty("reason").GetString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Modules:Ingest:Elasticsearch:Version=8")]
    [InlineData("Modules:Ingest:Elasticsearch:BuildFlavor=oss")]
    public async Task Nonsense_in_the_settings_keeps_the_host_from_starting(string setting)
    {
        await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            IngestHost.StartAsync(setting)
        );
    }
}
