using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Monolith.Platform.Slices;

/// <summary>One module of the product. The host holds the list and adds those that configuration leaves on.</summary>
public interface IModule
{
    /// <summary>The module's name as in <c>Modules:{Name}:Enabled</c>, for example <c>Ingest</c>.</summary>
    string Name { get; }

    /// <summary>Registers what the module needs. The only place in a module that reads configuration.</summary>
    void AddServices(IServiceCollection services, IConfiguration configuration);

    /// <summary>Maps the module's endpoints, each with the permission that it asks for.</summary>
    void MapEndpoints(IEndpointRouteBuilder routes);
}
