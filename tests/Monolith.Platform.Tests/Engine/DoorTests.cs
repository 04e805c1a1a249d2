using System.Net;
using System.Net.Sockets;
using System.Text;
using Monolith.Platform.Engine;
using Monolith.Platform.Engine.Child;

namespace Monolith.Platform.Tests.Engine;

/// <summary>The door for other programs on this machine.</summary>
public sealed class DoorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Only_who_has_the_password_comes_in_and_sees_all()
    {
        var port = FreePort();
        await using var engine = await TestEngine.StartAsync(
            _folder.File("data"),
            new() { Listen = $"127.0.0.1:{port}", Password = "open:sesame" }
        );
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        const string Ask = "/?query=SELECT+splitByChar('|',getSetting('log_comment'))[1]";

        Assert.Equal("Ok.\n", await http.GetStringAsync("/ping"));
        Assert.Equal((HttpStatusCode.Unauthorized, 194), await RefusedAsync(http, Ask));
        Assert.Equal((HttpStatusCode.Forbidden, 516), await RefusedAsync(http, Ask + "&password=wrong"));
        Assert.Equal(
            (HttpStatusCode.Forbidden, 516),
            await RefusedAsync(http, Ask + "&user=root&password=open:sesame")
        );
        Assert.Equal(
            (HttpStatusCode.Forbidden, 516),
            await RefusedAsync(http, Ask, ("Authorization", "Bearer open:sesame"))
        );
        Assert.Equal(
            (HttpStatusCode.Forbidden, 516),
            await RefusedAsync(http, Ask + "&password=open:sesame", ("X-ClickHouse-Key", "open:sesame"))
        );
        Assert.Equal("*\n", await http.GetStringAsync(Ask + "&user=default&password=open:sesame"));
        Assert.Equal("*\n", await GetAsync(http, Ask, ("X-ClickHouse-Key", "open:sesame")));
        Assert.Equal(
            "*\n",
            await GetAsync(
                http,
                Ask + "&log_comment=dashboard",
                ("Authorization", "Basic " + Base64("default:open:sesame"))
            )
        );
    }

    [Fact]
    public async Task A_password_is_made_when_none_is_given_and_only_its_owner_may_read_it()
    {
        var port = FreePort();
        await using var engine = await TestEngine.StartAsync(
            _folder.File("data"),
            new() { Listen = $"localhost:{port}" }
        );
        var file = _folder.File("data/engine/password");

        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var password = (await File.ReadAllTextAsync(file)).Trim();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(32, password.Length);
        Assert.Equal("1\n", await GetAsync(http, "/?query=SELECT+1", ("X-ClickHouse-Key", password)));
    }

    [Fact]
    public async Task The_password_is_not_among_the_arguments_or_the_environment_of_the_process()
    {
        await using var engine = await TestEngine.StartAsync(
            _folder.File("data"),
            new() { Listen = $"127.0.0.1:{FreePort()}", Password = "never-shown" }
        );
        var process = $"/proc/{engine.Status.Current.ProcessId}";

        Assert.DoesNotContain(
            "never-shown",
            await File.ReadAllTextAsync($"{process}/cmdline"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "never-shown",
            await File.ReadAllTextAsync($"{process}/environ"),
            StringComparison.Ordinal
        );
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(_folder.File("data/engine"))
        );
    }

    [Theory]
    [InlineData("0.0.0.0:8123")]
    [InlineData("[::]:8123")]
    [InlineData("192.0.2.1:8123")]
    [InlineData("example.org:8123")]
    [InlineData("127.0.0.1")]
    [InlineData("8123")]
    public async Task Any_other_address_than_loopback_is_refused(string address)
    {
        Assert.Null(ListenAddress.Parse(address));
        await Assert.ThrowsAsync<EngineStartException>(() =>
            TestEngine.StartAsync(_folder.File("data"), new() { Listen = address })
        );
    }

    [Theory]
    [InlineData("127.0.0.1:8123")]
    [InlineData("localhost:8123")]
    [InlineData("[::1]:8123")]
    public void A_loopback_address_with_a_port_is_taken(string address)
    {
        Assert.Equal(8123, ListenAddress.Parse(address)!.Port);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient http,
        string address,
        params (string, string)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request);
    }

    private static async Task<string> GetAsync(HttpClient http, string address, params (string, string)[] headers)
    {
        using var response = await SendAsync(http, address, headers);
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<(HttpStatusCode, int)> RefusedAsync(
        HttpClient http,
        string address,
        params (string, string)[] headers
    )
    {
        using var response = await SendAsync(http, address, headers);
        return (response.StatusCode, EngineQuestions.CodeOf(response));
    }
}
