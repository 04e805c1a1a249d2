using System.Net;
using System.Text;

namespace Monolith.Ingest.Tests.Ndjson;

public sealed class RequestDefaultsTests
{
    [Fact]
    public async Task Records_without_a_service_get_that_of_the_query()
    {
        var stored = await PostAsync(
            "?service=legacy",
            """{"message":"one"}""" + "\n" + """{"message":"two","service":"cart"}"""
        );

        Assert.Equal(["legacy", "cart"], stored.Select(r => r.Service));
    }

    [Fact]
    public async Task A_name_of_the_clients_own_stands_for_the_field_that_the_query_says()
    {
        var stored = await PostAsync(
            "?alias.txt=message&alias.lvl=level&alias.log.at=timestamp",
            """{"txt":"hello","lvl":"error","log":{"at":"2026-03-04T05:06:07Z"},"n":1}"""
        );

        var record = Assert.Single(stored);
        Assert.Equal(("hello", 17, "1"), (record.Body, record.Severity, record["n"]));
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero), record.Time);
    }

    [Theory]
    [InlineData("?alias.txt=nothing", "alias.txt")]
    [InlineData("?alias.txt=", "alias.txt")]
    public async Task An_alias_for_no_field_is_refused(string query, string named)
    {
        await using var host = await IngestHost.StartAsync();
        using var body = Json("""{"message":"one"}""");

        using var response = await host.Http.PostAsync($"/api/v1/logs{query}", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(named, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(host.Stored.Records);
    }

    [Fact]
    public async Task Another_tenant_is_refused_where_the_key_may_not_name_it()
    {
        await using var host = await IngestHost.StartAsync();
        using var body = Json("""{"message":"one"}""");

        using var response = await host.Http.PostAsync("/api/v1/logs?tenant=globex", body);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(host.Stored.Records);
    }

    private static async Task<List<StoredRecord>> PostAsync(string query, string lines)
    {
        await using var host = await IngestHost.StartAsync();
        using var body = Json(lines);
        using var response = await host.Http.PostAsync($"/api/v1/logs{query}", body);
        response.EnsureSuccessStatusCode();
        return host.Stored.Records;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/x-ndjson");
}
