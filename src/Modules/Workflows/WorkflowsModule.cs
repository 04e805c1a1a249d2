using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Slices;

namespace Monolith.Workflows;

/// <summary>Shows operators the durable workflows and lets them step in.</summary>
public sealed class WorkflowsModule : IModule
{
    /// <inheritdoc/>
    public string Name => "Workflows";

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration) { }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes) { }
}
