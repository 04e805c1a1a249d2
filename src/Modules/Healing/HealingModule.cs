using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Slices;

namespace Monolith.Healing;

/// <summary>Puts right what an alert says is wrong, within limits.</summary>
public sealed class HealingModule : IModule
{
    /// <inheritdoc/>
    public string Name => "Healing";

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSlices(typeof(HealingModule).Assembly);
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes) { }
}
