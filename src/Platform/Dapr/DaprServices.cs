using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Monolith.Platform.Dapr;

/// <summary>Registers the sidecar's client and what the sidecar calls.</summary>
public static class DaprServices
{
    /// <summary>Adds the client for the sidecar that Dapr's environment variables name.</summary>
    public static IServiceCollection AddDapr(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<DaprOptions>()
            .BindConfiguration(DaprOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(DaprEnvironment.From(configuration));
        services.AddSingleton<DaprTransport>();
        return services;
    }
}
