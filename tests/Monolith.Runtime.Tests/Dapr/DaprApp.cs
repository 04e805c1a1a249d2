using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monolith.Platform;
using Monolith.Platform.Dapr;

namespace Monolith.Runtime.Tests.Dapr;

/// <summary>A host that has the platform's Dapr runtime and nothing else.</summary>
internal sealed class DaprApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DaprApp(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    /// <summary>Speaks to the app as its sidecar does.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<DaprApp> StartAsync(
        Action<IServiceCollection>? services = null,
        params (string Name, string Value)[] settings
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            settings.Prepend(("Monolith:Runtime", "Dapr")).Select(s => KeyValuePair.Create(s.Item1, (string?)s.Item2))
        );
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddRuntime(builder.Configuration);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/healthz", () => "healthy");
        app.MapDapr();
        await app.StartAsync();
        return new DaprApp(app);
    }

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return _app.DisposeAsync();
    }
}
