using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Monolith.Ingest.Sockets;
using Monolith.Platform.Listening;

namespace Monolith.Ingest.Fluent;

/// <summary>Opens the port of the forward protocol, where it has an address.</summary>
internal static class FluentServices
{
    /// <summary>Adds the port, and the one for heartbeats.</summary>
    public static void AddFluent(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<FluentOptions>()
            .BindConfiguration(FluentOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        var options = configuration.GetSection(FluentOptions.Section).Get<FluentOptions>() ?? new FluentOptions();
        services.AddTcpPort(
            configuration,
            "Fluent forward",
            FluentOptions.Section,
            options,
            provider => ActivatorUtilities.CreateInstance<ForwardProtocol>(provider, options)
        );
        if (options.HeartbeatAddress.Length > 0)
        {
            const string Setting = $"{FluentOptions.Section}:{nameof(FluentOptions.HeartbeatAddress)}";
            var listener = new Listener("Fluent heartbeat", Setting, options.HeartbeatAddress);
            services.AddSingleton(listener);
            services.AddSingleton<IHostedService>(provider =>
                ActivatorUtilities.CreateInstance<Heartbeats>(provider, listener)
            );
        }
    }
}
