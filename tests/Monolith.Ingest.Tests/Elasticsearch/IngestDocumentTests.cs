using System.Net;

namespace Monolith.Ingest.Tests.Elasticsearch;

public sealed class IngestDocumentTests
{
    [Fact]
    public async Task A_document_is_stored_and_answered()
    {
        await using var host = await IngestHost.StartAsync();

        var answer = await PostAsync(host, "/app/_doc", "{\n  \"message\": \"hello\"\n}\n");

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("created", answer.Json.GetProperty("result").GetString());
        Assert.Equal("app", answer.Json.GetProperty("_index").GetString());
        Assert.Equal(20, answer.Json.GetProperty("_id").GetString()!.Length);
        Assert.Equal("hello", host.Stored.Records.Single().Body);
        Assert.Equal("Elasticsearch", answer.Headers["X-Elastic-Product"]);
    }

    [Theory]
    [InlineData("/app/_doc/7", HttpStatusCode.OK)]
    [InlineData("/app/_doc/7?op_type=create", HttpStatusCode.Conflict)]
    [InlineData("/app/_create/7", HttpStatusCode.Conflict)]
    [InlineData("/elasticsearch/app/_create/7", HttpStatusCode.Conflict)]
    public async Task A_document_with_an_id_counts_once(string path, HttpStatusCode again)
    {
        await using var host = await IngestHost.StartAsync();
        var first = await PostAsync(host, path, "{\"message\":\"x\"}");

        var second = await PostAsync(host, path, "{\"message\":\"x\"}");

        Assert.Equal((HttpStatusCode.Created, again), (first.Status, second.Status));
        Assert.Equal("7", first.Json.GetProperty("_id").GetString());
        Assert.Equal(("x", "7"), (host.Stored.Records.Single().Body, host.Stored.Records.Single()["elasticsearch.id"]));
    }

    [Theory]
    [InlineData("{\"message\":}")]
    [InlineData("{} {}")]
    [InlineData("")]
    [InlineData("[]")]
    public async Task A_bad_document_is_a_400_and_in_quarantine(string document)
    {
        await using var host = await IngestHost.StartAsync();

        var answer = await PostAsync(host, "/app/_doc", document);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("document_parsing_exception", answer.Json.GetProperty("error").GetProperty("type").GetString());
        Assert.Equal(document, host.Stored.Quarantine.Single().Raw);
    }

    [Fact]
    public async Task When_there_is_no_room_the_document_may_be_sent_again()
    {
        await using var host = await IngestHost.StartAsync();
        host.Stored.IsFull = true;

        Assert.Equal(HttpStatusCode.TooManyRequests, (await PostAsync(host, "/app/_doc", "{}")).Status);
    }

    private static Task<Answer> PostAsync(IngestHost host, string path, string document) =>
        host.SendAsync(HttpMethod.Post, path, document, "application/json");
}
