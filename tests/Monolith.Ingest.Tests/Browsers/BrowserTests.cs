using System.Net;
using System.Text;
using Microsoft.Extensions.Options;

namespace Monolith.Ingest.Tests.Browsers;

/// <summary>What a browser is told when a page wants to send, by pages that may and by those that may not.</summary>
public sealed class BrowserTests
{
    private const string Shop = "https://shop.example";
    private const string OneRecord = """{"resourceLogs":[{"scopeLogs":[{"logRecords":[{}]}]}]}""";
    private const string Allowed = $"Modules:Ingest:Browsers:AllowedOrigins:0={Shop}";

    [Theory]
    [InlineData("/v1/logs")]
    [InlineData("/api/v1/logs")]
    public async Task A_page_that_is_named_may_ask_without_a_key_and_then_send_with_one(string path)
    {
        await using var host = await IngestHost.StartAsync(Allowed);

        var preflight = await AskAsync(host, path, Shop);
        var sent = await SendAsync(host, path, Shop);

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal((Shop, "POST"), (Header(preflight, "Origin"), Header(preflight, "Methods")));
        Assert.Equal("content-type,x-api-key", Header(preflight, "Headers"));
        Assert.Equal((HttpStatusCode.OK, Shop), (sent.StatusCode, Header(sent, "Origin")));
    }

    [Fact]
    public async Task A_page_that_is_named_can_read_why_it_was_refused_and_when_to_come_back()
    {
        await using var host = await IngestHost.StartAsync(Allowed);
        host.Stored.IsFull = true;

        var response = await SendAsync(host, "/v1/logs", Shop);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, Shop), (response.StatusCode, Header(response, "Origin")));
        Assert.Equal("Retry-After", response.Headers.GetValues("Access-Control-Expose-Headers").Single());
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://shop.example.evil.example")]
    [InlineData("https://evilshop.example")]
    [InlineData("http://shop.example")]
    [InlineData("https://shop.example:8443")]
    [InlineData("https://shop.example.")]
    [InlineData("null")]
    public async Task Any_other_page_is_told_nothing_that_lets_its_browser_send(string origin)
    {
        await using var host = await IngestHost.StartAsync(Allowed);

        var preflight = await AskAsync(host, "/v1/logs", origin);

        Assert.Null(Header(preflight, "Origin"));
    }

    [Theory]
    [InlineData(Allowed, Shop)]
    [InlineData("Modules:Ingest:Browsers:AllowedOrigins:0=*", "https://anybody.example")]
    public async Task What_a_browser_sends_by_itself_never_counts(string setting, string origin)
    {
        await using var host = await IngestHost.StartAsync(setting);

        var preflight = await AskAsync(host, "/v1/logs", origin);
        var sent = await SendAsync(host, "/v1/logs", origin);

        Assert.NotNull(Header(sent, "Origin"));
        Assert.Null(Header(preflight, "Credentials"));
        Assert.Null(Header(sent, "Credentials"));
    }

    [Fact]
    public async Task Without_the_setting_no_page_may_send()
    {
        await using var host = await IngestHost.StartAsync();

        Assert.Null(Header(await AskAsync(host, "/v1/logs", Shop), "Origin"));
        Assert.Null(Header(await SendAsync(host, "/v1/logs", Shop), "Origin"));
    }

    [Theory]
    [InlineData("shop.example")]
    [InlineData("https://shop.example/")]
    [InlineData("https://Shop.example")]
    [InlineData("https://me@shop.example")]
    [InlineData("ftp://shop.example")]
    public async Task What_is_no_origin_keeps_the_host_from_starting(string origin) =>
        await Assert.ThrowsAsync<OptionsValidationException>(() =>
            IngestHost.StartAsync($"Modules:Ingest:Browsers:AllowedOrigins:0={origin}")
        );

    // As a browser does it: without keys, cookies, or anything else that says who it is.
    private static async Task<HttpResponseMessage> AskAsync(IngestHost host, string path, string origin)
    {
        using var http = new HttpClient { BaseAddress = host.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type,x-api-key");
        return await http.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> SendAsync(IngestHost host, string path, string origin)
    {
        using var content = new StringContent(OneRecord, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Add("Origin", origin);
        return await host.Http.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues($"Access-Control-Allow-{name}", out var values) ? values.Single() : null;
}
