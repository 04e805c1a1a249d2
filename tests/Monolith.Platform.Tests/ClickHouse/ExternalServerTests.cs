using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Engine;

namespace Monolith.Platform.Tests.ClickHouse;

public sealed class ExternalServerTests
{
    private const string Password = "s3cret&=";

    [Fact]
    public async Task The_password_travels_in_a_header_and_never_in_the_address()
    {
        HttpRequest? seen = null;
        await using var server = await StartAsync(context =>
        {
            seen = context.Request;
            Assert.Equal("monolith", context.Request.Headers["X-ClickHouse-User"]);
            Assert.Equal(Password, context.Request.Headers["X-ClickHouse-Key"]);
            Assert.DoesNotContain("s3cret", context.Request.QueryString.Value, StringComparison.Ordinal);
            return Task.CompletedTask;
        });
        using var client = Client(new Uri(server.Urls.Single()));

        await client.ExecuteAsync(new ClickHouseQuery("SELECT 1"), CancellationToken.None);

        Assert.NotNull(seen);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_worth_another_try_and_no_secret_is_told()
    {
        using var client = Client(new Uri($"http://127.0.0.1:{FreePort()}/"));

        var error = await Assert.ThrowsAsync<ClickHouseException>(() =>
            client.ExecuteAsync(new ClickHouseQuery("SELECT 1"), CancellationToken.None)
        );

        Assert.Equal(0, error.Code);
        Assert.True(error.IsRetriable);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
        Assert.False(await client.PingAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_body_that_cannot_be_written_fails_the_insert_with_its_own_error()
    {
        await using var server = await StartAsync(context => context.Request.Body.CopyToAsync(Stream.Null));
        using var client = Client(new Uri(server.Urls.Single()));
        var insert = new ClickHouseInsert
        {
            Table = "t",
            DeduplicationToken = "a",
            WriteBodyAsync = (_, _) => throw new InvalidDataException("The frame is damaged."),
        };

        await Assert.ThrowsAsync<InvalidDataException>(() => client.InsertAsync(insert, CancellationToken.None));
    }

    [Fact]
    public void With_a_url_the_engine_is_not_started()
    {
        using var provider = Services("http://clickhouse:8123/");

        Assert.Null(provider.GetService<EngineSupervisor>());
        Assert.Equal("monolith", provider.GetRequiredService<ClickHouseClient>().Database);
    }

    [Theory]
    [InlineData("ftp://clickhouse/")]
    [InlineData("http://user:secret@clickhouse/")]
    [InlineData("clickhouse:8123")]
    public void A_url_that_cannot_be_used_is_refused(string url)
    {
        using var provider = Services(url);

        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<ClickHouseClient>());

        Assert.Contains("Monolith:ClickHouse:Url", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(string url)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Monolith:ClickHouse:Url", url)])
            .Build();
        return new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(TimeProvider.System)
            .AddClickHouse(configuration)
            .BuildServiceProvider();
    }

    private static ClickHouseClient Client(Uri url) =>
        new(ClickHouseTransport.To(url, "monolith", Password), "monolith", TimeProvider.System);

    private static async Task<WebApplication> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
