using System.Net;
using System.Text.Json;

namespace Monolith.Ingest.Tests.Elasticsearch;

public sealed class IngestBulkTests
{
    [Fact]
    public async Task Every_document_is_stored_and_answered_in_the_order_of_the_request()
    {
        await using var host = await IngestHost.StartAsync();

        var answer = await host.BulkAsync(
            """
            {"index":{"_index":"app"}}
            {"message":"first","log.level":"info","service.name":"order"}
            {"create":{"_index":"logs-nginx.access-default","_id":"a-1"}}
            {"message":"second"}

            """
        );

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.False(answer.Json.GetProperty("errors").GetBoolean());
        Assert.Equal([("index", 201, null), ("create", 201, null)], answer.Items);
        Assert.Equal(["first", "second"], host.Stored.Records.Select(r => r.Body));
        Assert.Equal(["order", "nginx.access"], host.Stored.Records.Select(r => r.Service));
        Assert.All(host.Stored.Records, r => Assert.Equal(("acme", "elasticsearch"), (r.Tenant, r.Source)));
        Assert.Equal(
            [("elasticsearch.index", "logs-nginx.access-default"), ("elasticsearch.id", "a-1")],
            host.Stored.Records[1].Attributes
        );
    }

    [Fact]
    public async Task An_item_says_all_that_Elasticsearch_says()
    {
        await using var host = await IngestHost.StartAsync();

        var answer = await host.BulkAsync("{\"create\":{\"_index\":\"app\",\"_id\":\"a \\u00e4\"}}\n{}\n");

        Assert.Equal(
            """{"create":{"_index":"app","_id":"a ä","_version":1,"result":"created","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":0,"_primary_term":1,"status":201}}""",
            answer.Json.GetProperty("items")[0].GetRawText()
        );
        Assert.StartsWith("{\"took\":0,\"errors\":false,\"items\":[", answer.Timeless, StringComparison.Ordinal);
        Assert.Equal("Elasticsearch", answer.Headers["X-Elastic-Product"]);
    }

    [Fact]
    public async Task A_document_without_an_id_is_given_one_of_its_own()
    {
        await using var host = await IngestHost.StartAsync();

        var answer = await host.BulkAsync(
            string.Concat(Enumerable.Repeat("{\"index\":{\"_index\":\"a\"}}\n{}\n", 600))
        );

        var ids = Enumerable.Range(0, 600).Select(i => answer.Item(i).GetProperty("_id").GetString()!).ToList();
        Assert.Equal(600, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal(20, id.Length));
    }

    [Fact]
    public async Task A_bad_document_is_refused_alone_for_good_and_with_its_reason()
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:MaxRecordBytes=256");
        var action = "{\"create\":{\"_index\":\"app\"}}\n";

        var answer = await host.BulkAsync(
            $"{action}{{\"message\":\"a\"}}\n{action}{{\"message\":broken}}\n{action}[1]\n{action}\n"
                + $"{action}{{\"message\":\"{new string('x', 300)}\"}}\n{action}{{\"@timestamp\":\"soon\"}}\n"
                + $"{action}{{\"message\":\"b\"}} {{}}\n{action}{{\"message\":\"c\"}}\r\n"
        );

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").GetBoolean());
        Assert.Equal([201, 400, 400, 400, 400, 400, 400, 201], answer.Items.Select(i => i.Status));
        Assert.Equal(
            ["invalid_json", "not_an_object", "not_an_object", "record_too_large", "invalid_time", "invalid_json"],
            Enumerable
                .Range(1, 6)
                .Select(i =>
                    answer.Item(i).GetProperty("error").GetProperty("caused_by").GetProperty("type").GetString()
                )
        );
        Assert.All(answer.Items.Skip(1).Take(6), i => Assert.Equal("document_parsing_exception", i.Error));
        Assert.Equal(["a", "c"], host.Stored.Records.Select(r => r.Body));
        Assert.Equal([2, 3, 4, 5, 6, 7], host.Stored.Quarantine.Select(q => q.Position));
        Assert.Equal("{\"message\":broken}", host.Stored.Quarantine[0].Raw);
    }

    [Fact]
    public async Task A_document_that_is_not_utf8_is_refused_alone()
    {
        await using var host = await IngestHost.StartAsync();
        byte[] body =
        [
            .. "{\"index\":{\"_index\":\"a\"}}\n{\"message\":\""u8,
            0xC3,
            0x28,
            .. "\"}\n{\"index\":{\"_index\":\"a\"}}\n{\"message\":\"ü\"}\n"u8,
        ];

        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/x-ndjson");
        using var response = await host.Http.PostAsync("/_bulk", content);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["ü"], host.Stored.Records.Select(r => r.Body));
        Assert.Equal("invalid_utf8", host.Stored.Quarantine.Single().Reason);
    }

    [Theory]
    [InlineData("{\"index\":{\"_index\":\"a\"}}\n{}\n{\"index\":{\"_index\":\"a\"}\n{}\n")]
    [InlineData("\n\r\n \n")]
    public async Task A_bad_action_refuses_the_request_as_in_Elasticsearch_and_nothing_of_it_is_kept(string lines)
    {
        await using var host = await IngestHost.StartAsync();

        var answer = await host.BulkAsync(lines);

        var error = answer.Json.GetProperty("error");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("illegal_argument_exception", error.GetProperty("type").GetString());
        Assert.Equal(
            error.GetProperty("reason").GetString(),
            error.GetProperty("root_cause")[0].GetProperty("reason").GetString()
        );
        Assert.Equal(400, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal("Elasticsearch", answer.Headers["X-Elastic-Product"]);
        Assert.Empty(host.Stored.Records);
        Assert.Empty(host.Stored.Quarantine);
    }

    [Fact]
    public async Task The_index_of_the_path_is_used_where_an_action_names_none()
    {
        await using var host = await IngestHost.StartAsync();

        await host.BulkAsync("{\"index\":{}}\n{}\n{\"index\":{\"_index\":\"own\"}}\n{}\n", "/from-path/_bulk");

        Assert.Equal(["from-path", "own"], host.Stored.Records.Select(r => r["elasticsearch.index"]));
    }

    [Theory]
    [InlineData("/elasticsearch/_bulk")]
    [InlineData("/es/_bulk")]
    [InlineData("/es/app/_bulk")]
    public async Task Agents_may_be_pointed_at_a_path(string path)
    {
        await using var host = await IngestHost.StartAsync();

        var answer = await host.BulkAsync("{\"index\":{\"_index\":\"a\"}}\n{}\n", path);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Single(host.Stored.Records);
    }

    [Fact]
    public async Task Parameters_that_mean_nothing_here_are_passed_over()
    {
        await using var host = await IngestHost.StartAsync();

        var answer = await host.BulkAsync(
            """
            {"create":{"_id":null,"_index":"a","routing":null,"_type":"_doc","pipeline":"p","dynamic_templates":{"a":"b"},"if_seq_no":7,"require_alias":false}}
            {"message":"x"}
            """
        );

        Assert.Equal([("create", 201, null)], answer.Items);
        Assert.Equal([("elasticsearch.index", "a")], host.Stored.Records.Single().Attributes);
    }

    [Fact]
    public async Task Updates_that_say_what_to_write_are_written_and_others_are_refused()
    {
        await using var host = await IngestHost.StartAsync();
        var action = "{\"update\":{\"_index\":\"a\",\"_id\":\"ID\"}}\n";

        var answer = await host.BulkAsync(
            action.Replace("ID", "1", StringComparison.Ordinal)
                + "{\"doc\":{\"message\":\"as upsert\"},\"doc_as_upsert\":true}\n"
                + action.Replace("ID", "2", StringComparison.Ordinal)
                + "{\"script\":{\"source\":\"x\"},\"upsert\":{\"message\":\"upsert\"}}\n"
                + action.Replace("ID", "3", StringComparison.Ordinal)
                + "{\"doc\":{\"message\":\"change\"}}\n"
                + action.Replace("ID", "4", StringComparison.Ordinal)
                + "{\"doc\":{\"message\":\n"
                + "{\"delete\":{\"_index\":\"a\",\"_id\":\"5\"}}\n"
                + "{\"index\":{\"_index\":\"a\"}}\n{\"message\":\"last\"}\n"
        );

        Assert.Equal(
            [
                ("update", 201, null),
                ("update", 201, null),
                ("update", 400, "action_request_validation_exception"),
                ("update", 400, "document_parsing_exception"),
                ("delete", 400, "action_request_validation_exception"),
                ("index", 201, null),
            ],
            answer.Items
        );
        Assert.Equal(["as upsert", "upsert", "last"], host.Stored.Records.Select(r => r.Body));
        Assert.Equal(
            ["unsupported_action", "invalid_json", "unsupported_action"],
            host.Stored.Quarantine.Select(q => q.Reason)
        );
    }

    [Fact]
    public async Task An_op_type_makes_an_index_action_a_create()
    {
        await using var host = await IngestHost.StartAsync();

        var answer = await host.BulkAsync("{\"index\":{\"_index\":\"pino\",\"op_type\":\"create\"}}\n{}\n");

        Assert.Equal([("create", 201, null)], answer.Items);
    }

    [Fact]
    public async Task Requests_and_answers_may_be_compressed()
    {
        await using var host = await IngestHost.StartAsync();
        using var handler = new HttpClientHandler { AutomaticDecompression = DecompressionMethods.None };
        using var http = new HttpClient(handler) { BaseAddress = host.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_bulk");
        request.Headers.Add("X-Test-Tenant", "acme");
        request.Headers.Add("Accept-Encoding", "gzip");
        var lines = string.Concat(Enumerable.Repeat("{\"index\":{\"_index\":\"a\"}}\n{\"message\":\"x\"}\n", 2_000));
        request.Content = new ByteArrayContent(Gzip(lines));
        request.Content.Headers.ContentType = new("application/x-ndjson");
        request.Content.Headers.ContentEncoding.Add("gzip");

        using var response = await http.SendAsync(request);

        await using var plain = new System.IO.Compression.GZipStream(
            await response.Content.ReadAsStreamAsync(),
            System.IO.Compression.CompressionMode.Decompress
        );
        using var answer = await JsonDocument.ParseAsync(plain);
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.Equal(2_000, answer.RootElement.GetProperty("items").GetArrayLength());
        Assert.Equal(2_000, host.Stored.Records.Count);
    }

    [Theory]
    [InlineData(
        "application/vnd.elasticsearch+x-ndjson; compatible-with=8",
        "application/vnd.elasticsearch+json; compatible-with=8",
        "application/vnd.elasticsearch+json; compatible-with=8"
    )]
    [InlineData(
        "application/vnd.elasticsearch+x-ndjson; compatible-with=9",
        "application/vnd.elasticsearch+json; compatible-with=9,text/plain",
        "application/vnd.elasticsearch+json; compatible-with=9"
    )]
    [InlineData("application/json; charset=UTF-8", "application/json", "application/json")]
    [InlineData("application/x-ndjson", "*/*", "application/json")]
    public async Task The_answer_is_of_the_type_that_is_asked_for(string type, string accept, string expected)
    {
        await using var host = await IngestHost.StartAsync();

        var answer = await host.SendAsync(
            HttpMethod.Post,
            "/_bulk",
            "{\"index\":{\"_index\":\"a\"}}\n{}\n",
            type,
            ("Accept", accept)
        );

        Assert.Equal((HttpStatusCode.OK, expected), (answer.Status, answer.MediaType));
    }

    [Fact]
    public async Task Forms_and_plain_text_are_refused()
    {
        await using var host = await IngestHost.StartAsync();

        var answer = await host.SendAsync(
            HttpMethod.Post,
            "/_bulk",
            "{\"index\":{\"_index\":\"a\"}}\n{}\n",
            "text/plain"
        );

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Status);
        Assert.Equal("media_type_header_exception", answer.Json.GetProperty("error").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("", HttpStatusCode.TooManyRequests)]
    [InlineData("es=9.4.3,js=22.0.0,t=9.3.0,un=22.0.0", HttpStatusCode.ServiceUnavailable)]
    public async Task When_there_is_no_room_the_request_may_be_sent_again(string client, HttpStatusCode status)
    {
        await using var host = await IngestHost.StartAsync();
        host.Stored.IsFull = true;

        var answer = await host.SendAsync(
            HttpMethod.Post,
            "/_bulk",
            "{\"index\":{\"_index\":\"a\"}}\n{}\n",
            headers: client.Length > 0 ? [("x-elastic-client-meta", client)] : []
        );

        Assert.Equal(status, answer.Status);
        Assert.Equal("7", answer.Headers["Retry-After"]);
        Assert.Equal(
            "es_rejected_execution_exception",
            answer.Json.GetProperty("error").GetProperty("type").GetString()
        );
        Assert.Equal((int)status, answer.Json.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task When_there_is_no_room_a_bulk_helper_may_send_each_document_again()
    {
        await using var host = await IngestHost.StartAsync();
        host.Stored.IsFull = true;

        var answer = await host.SendAsync(
            HttpMethod.Post,
            "/_bulk",
            "{\"create\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{}\n{\"index\":{\"_index\":\"a\"}}\nbad\n",
            headers: ("x-elastic-client-meta", "es=9.4.3,js=22.0.0,t=9.3.0,un=22.0.0,h=bp")
        );

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            [("create", 429, "es_rejected_execution_exception"), ("index", 429, "es_rejected_execution_exception")],
            answer.Items
        );
    }

    [Fact]
    public async Task A_request_with_more_actions_than_one_may_have_is_refused_as_a_whole()
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:MaxRecords=2");

        var answer = await host.BulkAsync(string.Concat(Enumerable.Repeat("{\"index\":{\"_index\":\"a\"}}\n{}\n", 3)));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Empty(host.Stored.Records);
    }

    private static byte[] Gzip(string text)
    {
        using var compressed = new MemoryStream();
        using (
            var gzip = new System.IO.Compression.GZipStream(compressed, System.IO.Compression.CompressionLevel.Fastest)
        )
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        return compressed.ToArray();
    }
}
