using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Security;
using Monolith.Platform.Slices;
using Monolith.Workflows.Instances;

namespace Monolith.Workflows;

/// <summary>Shows operators the durable workflows and lets them step in.</summary>
public sealed class WorkflowsModule : IModule
{
    /// <inheritdoc/>
    public string Name => "Workflows";

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSlices(typeof(WorkflowsModule).Assembly);
        services.AddSingleton<KnownWorkflows>();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var workflows = routes.MapGroup("/api/v1/workflows").RequireAuthorization(Permissions.ManageWorkflows);
        ListWorkflows.Map(workflows);
        StartWorkflow.Map(workflows);
        GetWorkflow.Map(workflows);
        GetHistory.Map(workflows);
        RaiseEvent.Map(workflows);
        PauseWorkflow.Map(workflows);
        ResumeWorkflow.Map(workflows);
        TerminateWorkflow.Map(workflows);
        PurgeWorkflow.Map(workflows);
    }
}
