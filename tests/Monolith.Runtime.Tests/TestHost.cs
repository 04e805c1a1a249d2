using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.Platform;
using Monolith.Platform.Dapr;
using Monolith.Platform.Documents;
using Monolith.Platform.Events;
using Monolith.Platform.Leases;

namespace Monolith.Runtime.Tests;

/// <summary>A host that has the platform's runtime and nothing else.</summary>
public sealed class TestHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestHost(WebApplication app) => _app = app;

    /// <summary>Speaks to the host as its sidecar does.</summary>
    public HttpClient Http => field ??= new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };

    /// <summary>What it was put together from.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Its documents.</summary>
    public IDocumentStore Documents => Services.GetRequiredService<IDocumentStore>();

    /// <summary>Its events.</summary>
    public IEventBus Events => Services.GetRequiredService<IEventBus>();

    /// <summary>Its leases.</summary>
    public ILeases Leases => Services.GetRequiredService<ILeases>();

    /// <summary>Puts a host together and starts it.</summary>
    public static async Task<TestHost> StartAsync(
        Action<IServiceCollection>? services = null,
        params (string Name, string Value)[] settings
    )
    {
        var host = Create(TimeProvider.System, port: 0, services, settings);
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            await host._app.DisposeAsync(); // what refused to start cannot be stopped
            throw;
        }
    }

    /// <summary>Puts a host together. What is committed to it before it starts is as if it had died right after the commit.</summary>
    public static TestHost Create(
        TimeProvider clock,
        int port,
        Action<IServiceCollection>? services,
        params (string Name, string Value)[] settings
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))
        );
        builder.Services.AddSingleton(clock);
        builder.Services.AddAuthentication();
        builder.Services.AddAuthorization();
        builder.Services.AddRuntime(builder.Configuration);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{port}");
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/healthz", () => "healthy");
        app.MapDapr();
        return new TestHost(app);
    }

    /// <summary>Starts what <see cref="Create"/> has put together.</summary>
    public Task StartAsync() => _app.StartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
