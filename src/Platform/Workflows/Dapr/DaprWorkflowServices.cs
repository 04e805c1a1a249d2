using Microsoft.Extensions.DependencyInjection;

namespace Monolith.Platform.Workflows.Dapr;

/// <summary>Registers the workflows' way through the Dapr sidecar.</summary>
internal static class DaprWorkflowServices
{
    /// <summary>Adds the worker and the client. The sidecar's own client must be there too.</summary>
    public static IServiceCollection AddDaprWorkflows(this IServiceCollection services)
    {
        services
            .AddOptions<DaprWorkflowOptions>()
            .BindConfiguration(DaprWorkflowOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddWorkflows(_ => { });
        services.AddSingleton<TaskHubClient>();
        services.AddSingleton<WorkItemRunner>();
        services.AddSingleton<IWorkflowClient, DaprWorkflowClient>();
        return services.AddHostedService<DaprWorkflowWorker>();
    }
}
