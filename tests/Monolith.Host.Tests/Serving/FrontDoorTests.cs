using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Listening;
using Monolith.Platform.Problems;

namespace Monolith.Host.Tests.Serving;

public sealed class FrontDoorTests
{
    private const string Caller = "X-Test-Address";

    [Fact]
    public async Task Every_answer_keeps_browsers_from_doing_more_with_it_than_was_meant()
    {
        await using var host = await StartAsync();

        foreach (var path in new[] { "/who", "/nothing", "/broken" })
        {
            using var answer = await host.Http.GetAsync(path);

            Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
            Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
            Assert.Equal("default-src 'none'; frame-ancestors 'none'", Header(answer, "Content-Security-Policy"));
            Assert.Contains("no-store", Header(answer, "Cache-Control"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/who")]
    [InlineData("/nothing")]
    [InlineData("/broken")]
    public async Task Who_came_by_https_is_told_to_come_by_nothing_else(string path)
    {
        await using var host = await StartAsync(("Monolith:Http:TrustedProxies:0", "10.1.0.0/16"));

        using var answer = await host.ComeAsync("10.1.2.3", "https", "logs.example.org", path);

        Assert.Equal("max-age=31536000; includeSubDomains", Header(answer, "Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("10.1.2.3", "http", "logs.example.org")]
    [InlineData("10.2.2.3", "https", "logs.example.org")]
    [InlineData("10.1.2.3", "https", "localhost:8443")]
    [InlineData("10.1.2.3", "https", "shop.localhost")]
    [InlineData("10.1.2.3", "https", "127.0.0.2")]
    [InlineData("10.1.2.3", "https", "[::1]:8443")]
    public async Task Without_https_and_on_this_machine_nobody_is_told_to_come_by_https_alone(
        string address,
        string scheme,
        string name
    )
    {
        await using var host = await StartAsync(("Monolith:Http:TrustedProxies:0", "10.1.0.0/16"));

        using var answer = await host.ComeAsync(address, scheme, name, "/who");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(Header(answer, "Strict-Transport-Security"));
    }

    [Fact]
    public async Task Who_meets_an_error_that_nobody_expected_is_told_nothing_of_it_but_where_it_is_logged()
    {
        await using var host = await StartAsync();

        using var answer = await host.Http.GetAsync("/broken");

        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("\"traceId\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("broke", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_stranger_says_about_where_a_request_comes_from_is_not_believed()
    {
        await using var host = await StartAsync(("Monolith:Http:TrustedProxies:0", "10.1.0.0/16"));

        Assert.Equal("203.0.113.9", await host.WhoAsync("10.1.2.3", forwardedFor: "203.0.113.9"));
        Assert.Equal("10.2.2.3", await host.WhoAsync("10.2.2.3", forwardedFor: "203.0.113.9"));
        Assert.Equal("198.51.100.4", await host.WhoAsync("10.1.2.3", forwardedFor: "127.0.0.1, 198.51.100.4"));
    }

    [Fact]
    public async Task Without_trusted_proxies_nobody_is_believed()
    {
        await using var host = await StartAsync();

        Assert.Equal("10.1.2.3", await host.WhoAsync("10.1.2.3", forwardedFor: "203.0.113.9"));
    }

    [Fact]
    public async Task An_address_that_asks_too_often_is_told_to_wait_and_others_are_not()
    {
        await using var host = await StartAsync(("Monolith:Http:RequestsPerSecondPerAddress", "1"));

        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 20; i++)
        {
            answers.Add(await host.GetAsync("2001:db8::1", forwardedFor: null));
        }

        var refused = answers.Last(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal("1", Header(refused, "Retry-After"));
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        Assert.Equal("/problems/too-many-requests", (string?)problem["type"]);
        Assert.Equal("nosniff", Header(refused, "X-Content-Type-Options"));
        using var neighbour = await host.GetAsync("2001:db8::2", forwardedFor: null);
        Assert.Equal(HttpStatusCode.TooManyRequests, neighbour.StatusCode);
        using var other = await host.GetAsync("2001:db8:0:1::1", forwardedFor: null);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        answers.ForEach(answer => answer.Dispose());
    }

    [Fact]
    public async Task Only_pages_that_are_named_may_read_answers_and_never_with_cookies()
    {
        await using var host = await StartAsync(("Monolith:Http:AllowedOrigins:0", "https://status.example"));

        using var allowed = await host.AskFromAsync("https://status.example");
        Assert.Equal("https://status.example", Header(allowed, "Access-Control-Allow-Origin"));
        Assert.Null(Header(allowed, "Access-Control-Allow-Credentials"));
        foreach (var origin in new[] { "https://status.example.evil", "http://status.example", "null" })
        {
            using var refused = await host.AskFromAsync(origin);
            Assert.Null(Header(refused, "Access-Control-Allow-Origin"));
        }
    }

    [Theory]
    [InlineData("Monolith:Http:AllowedOrigins:0", "status.example")]
    [InlineData("Monolith:Http:AllowedOrigins:0", "*")]
    [InlineData("Monolith:Http:TrustedProxies:0", "anybody")]
    public async Task A_host_does_not_start_with_an_origin_or_a_network_that_is_none(string name, string value) =>
        await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            StartAsync((name, value))
        );

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    private static async Task<DoorHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value));
        builder.Services.AddProblems();
        builder.Services.AddFrontDoor();
        var app = builder.Build();
        app.Use(
            (context, next) =>
            {
                if (context.Request.Headers[Caller].ToString() is { Length: > 0 } address)
                {
                    context.Connection.RemoteIpAddress = IPAddress.Parse(address);
                }

                return next(context);
            }
        );
        app.UseFrontDoor();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRouting();
        app.UseCors();
        app.MapGet("/who", (HttpContext context) => context.Connection.RemoteIpAddress!.ToString());
        app.MapGet("/broken", string () => throw new InvalidOperationException("It broke."));
        await app.StartAsync();
        return new DoorHost(app);
    }

    private sealed class DoorHost(WebApplication app) : IAsyncDisposable
    {
        public HttpClient Http { get; } = new() { BaseAddress = new Uri(app.Urls.Single()) };

        public async Task<string> WhoAsync(string address, string forwardedFor)
        {
            using var answer = await GetAsync(address, forwardedFor);
            return await answer.Content.ReadAsStringAsync();
        }

        public async Task<HttpResponseMessage> GetAsync(string address, string? forwardedFor)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/who");
            request.Headers.Add(Caller, address);
            if (forwardedFor is not null)
            {
                request.Headers.Add("X-Forwarded-For", forwardedFor);
            }

            return await Http.SendAsync(request);
        }

        public async Task<HttpResponseMessage> ComeAsync(string address, string scheme, string name, string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add(Caller, address);
            request.Headers.Add("X-Forwarded-For", "203.0.113.9");
            request.Headers.Add("X-Forwarded-Proto", scheme);
            request.Headers.Host = name;
            return await Http.SendAsync(request);
        }

        public async Task<HttpResponseMessage> AskFromAsync(string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, "/who");
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "GET");
            return await Http.SendAsync(request);
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await app.DisposeAsync();
        }
    }
}
