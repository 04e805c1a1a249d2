using Microsoft.Extensions.DependencyInjection;

namespace Monolith.Platform.Engine;

/// <summary>Registers the embedded engine.</summary>
public static class EngineServices
{
    /// <summary>Adds the engine of <c>Monolith:Engine</c>: <see cref="EngineSupervisor"/>, <see cref="EngineStatus"/> and <see cref="EngineEndpoint"/>.</summary>
    /// <remarks>Services that use the engine while they start must be added after it.</remarks>
    public static IServiceCollection AddEmbeddedEngine(this IServiceCollection services)
    {
        services
            .AddOptions<EngineOptions>()
            .BindConfiguration(EngineOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<EngineStatus>();
        services.AddSingleton(provider => EngineEndpoint.In(provider.GetRequiredService<DataFolder>().Sub("engine")));
        services.AddSingleton<EngineSupervisor>();
        return services.AddHostedService(provider => provider.GetRequiredService<EngineSupervisor>());
    }
}
