using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Monolith.Alerting.Acknowledgements;

/// <summary>Acknowledgements, as the module takes them in.</summary>
internal static class AcknowledgementServices
{
    /// <summary>Adds what acknowledgements need.</summary>
    public static IServiceCollection AddAcknowledgements(this IServiceCollection services) =>
        services.AddSingleton<AcknowledgementStore>().AddSingleton<ActiveAcknowledgements>();

    /// <summary>Maps <c>/api/v1/alerts/{fingerprint}/acknowledge</c>.</summary>
    public static void MapAcknowledgements(this IEndpointRouteBuilder routes)
    {
        AcknowledgeAlert.Map(routes);
        UnacknowledgeAlert.Map(routes);
    }
}
