using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Monolith.Platform.Dapr;

/// <summary>Registers the sidecar's client and what the sidecar calls.</summary>
public static class DaprServices
{
    private const string TokenIsMissing =
        "Keys are configured (Monolith:Access), but APP_API_TOKEN is not: every program on this machine could send "
        + "telemetry by pretending to be the Dapr sidecar. Give the sidecar and the host the same secret: "
        + "APP_API_TOKEN in both environments, on Kubernetes the secret of dapr.io/app-token-secret mounted into the "
        + "host's container too.";

    /// <summary>Adds the client for the sidecar that Dapr's environment variables name, and the policy
    /// <see cref="DaprSidecarPolicy"/> for the routes that it calls.</summary>
    public static IServiceCollection AddDapr(this IServiceCollection services, IConfiguration configuration)
    {
        var environment = DaprEnvironment.From(configuration);
        services
            .AddOptions<DaprOptions>()
            .BindConfiguration(DaprOptions.Section)
            .ValidateDataAnnotations()
            .Validate(_ => environment.AppApiToken is not null || !HasKeys(configuration), TokenIsMissing)
            .ValidateOnStart();
        services.AddSingleton(environment);
        services.AddSingleton<DaprTransport>();
        services.AddSingleton(provider => new DaprClient(
            provider.GetRequiredService<DaprTransport>(),
            provider.GetRequiredService<IOptions<DaprOptions>>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(provider => new DaprConfigurationWatches(
            provider.GetRequiredService<DaprClient>(),
            provider.GetRequiredService<IOptions<DaprOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DaprConfigurationWatches>>()
        ));
        services.AddHostedService(provider => provider.GetRequiredService<DaprConfigurationWatches>());
        services.AddDaprSidecarPolicy();
        return services;
    }

    private static bool HasKeys(IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration["Monolith:Access:IngestKey"])
        || !string.IsNullOrEmpty(configuration["Monolith:Access:AdminKey"]);
}
