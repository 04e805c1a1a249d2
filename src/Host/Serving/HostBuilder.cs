using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Monolith.Access.Contracts;
using Monolith.Host.Health;
using Monolith.Host.OpenApi;
using Monolith.Host.Web;
using Monolith.Platform;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Dapr;
using Monolith.Platform.Listening;
using Monolith.Platform.Problems;
using Monolith.Platform.Telemetry;
using Monolith.Platform.Telemetry.Prometheus;

namespace Monolith.Host.Serving;

/// <summary>Puts the modules together. Decides nothing else.</summary>
internal static class HostBuilder
{
    /// <summary>
    /// Settings, the later ones winning: appsettings.json beside the program, monolith.json in the working folder,
    /// the files of the folder that MONOLITH_SETTINGS_FOLDER names, the environment (<c>Monolith__DataPath</c>), the command line (<c>--Monolith:DataPath=…</c>).
    /// </summary>
    public static WebApplicationBuilder Create(string[] settings)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory }
        );
        builder
            .Configuration.AddJsonFile(Path.GetFullPath("monolith.json"), optional: true, reloadOnChange: false)
            .AddSettingsFolder()
            .AddEnvironmentVariables()
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddCommandLine(settings);
        return builder;
    }

    public static WebApplication Build(WebApplicationBuilder builder, DataFolder data)
    {
        var modules = ModuleRegistry.Enabled(builder.Configuration);
        var services = builder.Services;

        ListenOn(builder);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

        services.AddSingleton<IMemoryPoolFactory<byte>, ReceiveBlocks>();
        services.AddSingleton(data);
        services.AddSingleton(TimeProvider.System);
        services.AddProblems();
        services.AddHttpLimits();
        services.AddTls();
        services.AddFrontDoor();
        services.AddClickHouse(builder.Configuration);
        services.AddRuntime(builder.Configuration);
        services.AddSelfTelemetry(builder.Configuration, VersionCommand.Current);
        services.AddPrometheus();
        services.AddReadiness(builder.Configuration);
        foreach (var module in modules)
        {
            module.AddServices(services, builder.Configuration);
        }

        services.AddHostedService<Greeting>();

        var app = builder.Build();
        app.UseFrontDoor();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseWebPage(WebFolder.Find());
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapReadiness();
        app.MapPrometheus();
        app.MapDapr();
        foreach (var module in modules)
        {
            module.MapEndpoints(app);
        }

        app.MapApiDocument();
        return app;
    }

    // As endpoints of the configuration, because addresses of any other kind are ignored once a module opens a port.
    private static void ListenOn(WebApplicationBuilder builder)
    {
        // Otherwise the web server would warn at each start that it ignores them. Empty text would make it look elsewhere for them.
        const string NoUrls = ";";
        if (!builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.Configuration.AddInMemoryCollection([
                .. ListenAddresses
                    .From(builder.Configuration)
                    .Select((address, i) => KeyValuePair.Create($"Kestrel:Endpoints:Http{i}:Url", (string?)address)),
                new("urls", NoUrls),
            ]);
        }
    }
}
