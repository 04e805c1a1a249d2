using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Monolith.Host.Tests.Serving;

public sealed class TailTests
{
    [Fact]
    public async Task A_record_that_is_accepted_is_shown_to_those_who_watch()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.File("data"));
        await using var stream = await host.Http.GetStreamAsync("/api/v1/logs/tail?service=watched&severity=warn");
        using var lines = new StreamReader(stream);
        Assert.StartsWith(":", await lines.ReadLineAsync(), StringComparison.Ordinal);

        using var body = new StringContent(
            """
            {"service":"watched","level":"info","message":"too quiet"}
            {"service":"other","level":"error","message":"of another service"}
            {"service":"watched","level":"error","message":"shown"}
            """,
            null,
            "application/x-ndjson"
        );
        (await host.Http.PostAsync("/api/v1/logs", body)).EnsureSuccessStatusCode();

        Assert.Contains("\"body\":\"shown\"", await FirstDataAsync(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_watches_with_a_key_that_is_revoked_sees_no_more_within_five_seconds()
    {
        const string Admin = "the-key-for-admins";
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.File("data"), $"--Monolith:Access:AdminKey={Admin}");
        host.With(Admin);
        using var made = await host.Http.PostAsJsonAsync(
            "/api/v1/access/keys",
            new { name = "a tail's", roles = new[] { "viewer" } }
        );
        var key = (await made.Content.ReadFromJsonAsync<JsonObject>())!;
        using var tail = await WatchAsync(host, (string)key["key"]!);
        using var another = await WatchAsync(host, Admin);
        using var lines = new StreamReader(await tail.Content.ReadAsStreamAsync());
        using var others = new StreamReader(await another.Content.ReadAsStreamAsync());
        await SendAsync(host, "before");
        Assert.Contains("before", await FirstDataAsync(lines), StringComparison.Ordinal);

        var revoked = Stopwatch.StartNew();
        using var gone = await host.Http.DeleteAsync(new Uri($"/api/v1/access/keys/{key["id"]}", UriKind.Relative));
        Assert.True(gone.IsSuccessStatusCode);
        await Assert.ThrowsAnyAsync<IOException>(() => FirstDataAsync(lines));

        Assert.InRange(revoked.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await SendAsync(host, "after");
        Assert.Contains("before", await FirstDataAsync(others), StringComparison.Ordinal);
        Assert.Contains("after", await FirstDataAsync(others), StringComparison.Ordinal);

        using var again = await WatchAsync(host, (string)key["key"]!);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    private static async Task<HttpResponseMessage> WatchAsync(HostProcess host, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/logs/tail?service=revoked");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task SendAsync(HostProcess host, string message)
    {
        using var sent = await host.Http.PostAsJsonAsync("/api/v1/logs", new { service = "revoked", message });
        sent.EnsureSuccessStatusCode();
    }

    private static async Task<string> FirstDataAsync(StreamReader lines)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await lines.ReadLineAsync(bound.Token) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                return line;
            }
        }

        return "";
    }
}
