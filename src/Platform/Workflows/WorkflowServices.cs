using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Monolith.Platform.Workflows.Execution;

namespace Monolith.Platform.Workflows;

/// <summary>Registers workflows and activities.</summary>
public static class WorkflowServices
{
    /// <summary>Makes a module's workflows and activities known. May be called by several modules.</summary>
    /// <remarks>They run once a backend is there too: the embedded engine or the sidecar's worker.</remarks>
    public static IServiceCollection AddWorkflows(
        this IServiceCollection services,
        Action<WorkflowRegistration> register
    )
    {
        var registration = new WorkflowRegistration();
        register(registration);
        services.AddSingleton(registration);
        services
            .AddOptions<WorkflowOptions>()
            .BindConfiguration("Monolith:Workflows")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton<WorkflowRegistry>();
        services.TryAddSingleton<WorkflowMetrics>();
        services.TryAddSingleton<WorkflowExecutor>();
        services.TryAddSingleton<ActivityExecutor>();
        return services;
    }
}
