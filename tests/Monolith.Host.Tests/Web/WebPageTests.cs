using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.Host.Web;

namespace Monolith.Host.Tests.Web;

public sealed class WebPageTests : IDisposable
{
    private const string Script = "/assets/index-abc123.js";
    private const string Browser = "text/html,application/xhtml+xml,*/*;q=0.8";

    private readonly TemporaryFolder _folder = new();

    public WebPageTests()
    {
        Directory.CreateDirectory(_folder.File("assets"));
        File.WriteAllText(_folder.File("index.html"), "<!doctype html>");
        File.WriteAllText(_folder.File("favicon.svg"), "<svg/>");
        File.WriteAllText(_folder.Path + Script, "plain");
        File.WriteAllText(_folder.Path + Script + ".br", "packed better");
        File.WriteAllText(_folder.Path + Script + ".gz", "packed");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/")]
    [InlineData("/traces")]
    [InlineData("/dashboards/api")]
    public async Task A_browser_gets_the_page_at_every_address_of_the_page(string path)
    {
        await using var app = await StartAsync(_folder.Path);

        using var response = await GetAsync(app, path, Browser);

        Assert.Equal("text/html", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("<!doctype html>", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/api/v1/none")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/healthz/none")]
    [InlineData("/assets/index-old.js")]
    public async Task What_is_missing_elsewhere_is_not_answered_with_the_page(string path)
    {
        await using var app = await StartAsync(_folder.Path);

        using var response = await GetAsync(app, path, Browser);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("/", "the greeting of a protocol")]
    [InlineData("/api/v1/logs", "records")]
    public async Task Clients_that_want_no_page_reach_the_endpoints(string path, string answer)
    {
        await using var app = await StartAsync(_folder.Path);

        using var response = await GetAsync(app, path, "application/json");

        Assert.Equal(answer, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_page_runs_nothing_that_did_not_come_from_here_and_is_framed_by_nobody()
    {
        await using var app = await StartAsync(_folder.Path);

        using var response = await GetAsync(app, "/", Browser);

        var policy = Header(response, "Content-Security-Policy");
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(response, "Referrer-Policy"));
    }

    [Fact]
    public async Task Browsers_keep_files_whose_name_changes_with_their_content_and_ask_again_for_the_others()
    {
        await using var app = await StartAsync(_folder.Path);

        using var script = await GetAsync(app, Script, "*/*");
        using var page = await GetAsync(app, "/", Browser);
        using var icon = await GetAsync(app, "/favicon.svg", "image/*");

        Assert.Equal("public, max-age=31536000, immutable", Header(script, "Cache-Control"));
        Assert.Equal("no-cache", Header(page, "Cache-Control"));
        Assert.Equal("no-cache", Header(icon, "Cache-Control"));
        Assert.NotNull(page.Headers.ETag);
    }

    [Theory]
    [InlineData("gzip, deflate, br", "br", "packed better")]
    [InlineData("gzip", "gzip", "packed")]
    [InlineData("br;q=0, gzip", "gzip", "packed")]
    [InlineData("identity", null, "plain")]
    public async Task A_file_comes_in_the_best_coding_that_the_browser_reads(
        string accepts,
        string? coding,
        string body
    )
    {
        await using var app = await StartAsync(_folder.Path);

        using var response = await GetAsync(app, Script, "*/*", accepts);

        Assert.Equal(coding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/javascript", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_page_that_was_not_built_says_how_to_build_it()
    {
        await using var app = await StartAsync(folder: null);

        using var response = await GetAsync(app, "/", Browser);

        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("dotnet build src/Host", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<WebApplication> StartAsync(string? folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseWebPage(folder);
        app.MapGet("/", () => "the greeting of a protocol");
        app.MapGet("/api/v1/logs", () => "records");
        await app.StartAsync();
        return app;
    }

    private static async Task<HttpResponseMessage> GetAsync(
        WebApplication app,
        string path,
        string accept,
        string? coding = null
    )
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, app.Urls.Single() + path);
        request.Headers.Accept.ParseAdd(accept);
        request.Headers.AcceptEncoding.ParseAdd(coding ?? "");
        return await http.SendAsync(request);
    }

    private static string Header(HttpResponseMessage response, string name) =>
        string.Join(", ", response.Headers.GetValues(name));
}
