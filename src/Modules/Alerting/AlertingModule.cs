using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Alerting.Acknowledgements;
using Monolith.Alerting.Notifications;
using Monolith.Alerting.Rules;
using Monolith.Alerting.Silences;
using Monolith.Platform.Slices;

namespace Monolith.Alerting;

/// <summary>Says when something is wrong, and tells those who must know.</summary>
public sealed class AlertingModule : IModule
{
    /// <inheritdoc/>
    public string Name => "Alerting";

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSlices(typeof(AlertingModule).Assembly);
        services.AddRules();
        services.AddAcknowledgements();
        services.AddSilences();
        services.AddNotifications();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        routes.MapRules();
        routes.MapAcknowledgements();
        routes.MapSilences();
        routes.MapNotifications();
    }
}
