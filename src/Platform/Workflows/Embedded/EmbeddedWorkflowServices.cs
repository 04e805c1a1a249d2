using Microsoft.Extensions.DependencyInjection;

namespace Monolith.Platform.Workflows.Embedded;

/// <summary>Registers the engine that needs nothing but a folder.</summary>
internal static class EmbeddedWorkflowServices
{
    /// <summary>Adds the engine and its client.</summary>
    public static IServiceCollection AddEmbeddedWorkflows(this IServiceCollection services)
    {
        services.AddWorkflows(_ => { });
        services.AddSingleton<EngineMetrics>();
        services.AddSingleton<WorkflowStore>();
        services.AddSingleton<EmbeddedEngine>();
        services.AddSingleton<IWorkflowClient, EmbeddedWorkflowClient>();
        return services.AddHostedService(provider => provider.GetRequiredService<EmbeddedEngine>());
    }
}
