using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Monolith.Ingest.Tests.Ndjson;

public sealed class IngestLogsTests
{
    [Fact]
    public async Task Every_line_of_an_ndjson_body_is_stored()
    {
        await using var host = await IngestHost.StartAsync();

        var (status, answer) = await PostAsync(
            host,
            """
            {"message":"first","level":"info"}
            {"message":"second","level":"warn"}
            """
        );

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"received":2,"accepted":2,"rejected":0,"dropped":0,"rejections":[]}""", answer);
        Assert.Equal(["first", "second"], host.Stored.Records.Select(r => r.Body));
        Assert.All(host.Stored.Records, r => Assert.Equal(("acme", "ndjson"), (r.Tenant, r.Source)));
    }

    [Fact]
    public async Task A_bad_line_is_rejected_with_its_number_and_its_neighbours_are_kept()
    {
        await using var host = await IngestHost.StartAsync();

        var (status, answer) = await PostAsync(host, "{\"msg\":\"a\"}\n\n{\"msg\":\"b\"\n{\"msg\":\"c\"}\r\n");

        var root = JsonDocument.Parse(answer).RootElement;
        var rejection = root.GetProperty("rejections").EnumerateArray().Single();
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(3, root.GetProperty("received").GetInt64());
        Assert.Equal(3, rejection.GetProperty("line").GetInt64());
        Assert.Equal("invalid_json", rejection.GetProperty("reason").GetString());
        Assert.Equal(["a", "c"], host.Stored.Records.Select(r => r.Body));
        Assert.Equal("{\"msg\":\"b\"", host.Stored.Quarantine.Single().Raw);
    }

    [Fact]
    public async Task A_request_of_which_nothing_can_be_read_is_a_400_that_lists_why()
    {
        await using var host = await IngestHost.StartAsync();

        var (status, answer) = await PostAsync(host, "nonsense\n[1\n");

        var root = JsonDocument.Parse(answer).RootElement;
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("/problems/all-rejected", root.GetProperty("type").GetString());
        Assert.Equal(2, root.GetProperty("rejections").GetArrayLength());
        Assert.Equal(2, host.Stored.Quarantine.Count);
    }

    private static async Task<(HttpStatusCode Status, string Answer)> PostAsync(IngestHost host, string body)
    {
        var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        var response = await host.Http.PostAsync("/api/v1/logs", content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
