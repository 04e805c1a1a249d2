using System.Net;
using System.Text;

namespace Monolith.Clients.Tests.Limits;

/// <summary>Who sends what an endpoint does not read is told what it does.</summary>
public sealed class ContentTypeTests(ClientsHost host)
{
    [Theory]
    [InlineData("/api/v1/logs", "application/x-ndjson")]
    [InlineData("/v1/logs", "application/x-protobuf")]
    [InlineData("/loki/api/v1/push", "application/x-protobuf")]
    [InlineData("/api/v1/silences", "application/json")]
    [InlineData("/api/v1/alerts/rules", "application/json")]
    public async Task Another_content_type_is_a_415_that_lists_those_that_work(string path, string works)
    {
        using var content = new StringContent("x", Encoding.UTF8, "text/x-nothing");

        using var response = await host.Process.Http.PostAsync(path, content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains(works, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
