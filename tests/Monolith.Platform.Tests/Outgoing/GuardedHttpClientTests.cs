using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Outgoing;

namespace Monolith.Platform.Tests.Outgoing;

/// <summary>Requests to a server on this machine, which nobody may reach unless its network is allowed.</summary>
public sealed class GuardedHttpClientTests : IAsyncLifetime
{
    private WebApplication _server = null!;
    private int _requests;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Uri Address => new(_server.Urls.Single());

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync(Token);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")] // a name: looked at when it is connected to, whatever it meant before
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0177.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::]")]
    public async Task No_way_of_writing_it_leads_to_this_machine(string host)
    {
        using var http = Client();

        var error = await Assert.ThrowsAsync<HttpRequestException>(() =>
            http.GetAsync(new Uri($"http://{host}:{Address.Port}/"), Token)
        );

        Assert.IsType<AddressRefusedException>(error.InnerException);
        Assert.Equal(0, _requests);
    }

    [Fact]
    public async Task The_same_request_arrives_when_the_network_is_allowed()
    {
        using var http = Client("127.0.0.0/8");

        using var response = await http.GetAsync(Address, Token);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(1, _requests);
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_is_not_followed()
    {
        using var http = Client("127.0.0.0/8");

        using var response = await http.GetAsync(new Uri(Address, "/moved"), Token);

        Assert.Equal(StatusCodes.Status302Found, (int)response.StatusCode);
        Assert.Equal(1, _requests);
    }

    [Fact]
    public async Task A_cookie_does_not_come_back()
    {
        using var http = Client("127.0.0.0/8");

        using var first = await http.GetAsync(Address, Token);
        using var second = await http.GetAsync(Address, Token);

        Assert.Equal("none", await second.Content.ReadAsStringAsync(Token));
    }

    private static GuardedHttpClient Client(params string[] allowed) => new(new AddressGuard(allowed));

    private Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        if (context.Request.Path == "/moved")
        {
            context.Response.Redirect("/");
            return Task.CompletedTask;
        }

        context.Response.Cookies.Append("who", "you");
        return context.Response.WriteAsync(context.Request.Cookies["who"] ?? "none", Token);
    }
}
