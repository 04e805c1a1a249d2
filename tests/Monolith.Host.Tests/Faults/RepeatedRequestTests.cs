using System.Net;
using System.Text;
using System.Text.Json;

namespace Monolith.Host.Tests.Faults;

/// <summary>A client whose answer was lost sends its request again.</summary>
public sealed class RepeatedRequestTests
{
    [Fact]
    public async Task A_request_that_is_repeated_after_the_host_was_killed_counts_once()
    {
        using var folder = new TemporaryFolder();
        await using (var host = await HostProcess.StartAsync(folder.File("data")))
        {
            Assert.False(await SendAsync(host.Http, "batch-1"));
            await host.KillAsync();
        }

        await using var next = await HostProcess.StartAsync(folder.File("data"));
        Assert.True(await SendAsync(next.Http, "batch-1"));
        Assert.False(await SendAsync(next.Http, "batch-2"));

        await Eventually.HoldsAsync(async () => await CountAsync(next.Http) == 2, "both batches are found");
        Assert.True(await SendAsync(next.Http, "batch-2"));
        Assert.Equal(2, await CountAsync(next.Http));
        Assert.Equal(0, await next.StopAsync());
    }

    /// <returns>Whether the host says that it had the request already.</returns>
    private static async Task<bool> SendAsync(HttpClient http, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/logs", UriKind.Relative))
        {
            Content = new StringContent("""{"message":"once"}""", Encoding.UTF8, "application/json"),
            Headers = { { "Idempotency-Key", name } },
        };
        using var response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Headers.Contains("Idempotency-Replayed");
    }

    private static async Task<int> CountAsync(HttpClient http)
    {
        using var page = JsonDocument.Parse(
            await http.GetStringAsync(new Uri("/api/v1/logs?q=once", UriKind.Relative))
        );
        return page.RootElement.GetProperty("records").GetArrayLength();
    }
}
