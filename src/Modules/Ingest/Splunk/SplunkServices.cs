using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Monolith.Ingest.Splunk;

/// <summary>Speaks the protocol of Splunk's HTTP Event Collector, at the paths where its clients look for it.</summary>
internal static class SplunkServices
{
    /// <summary>Adds what the endpoints need.</summary>
    public static void AddSplunk(this IServiceCollection services) => services.AddSingleton<AckIds>();

    /// <summary>Maps the endpoints.</summary>
    public static void MapSplunk(this IEndpointRouteBuilder routes)
    {
        CollectEvents.Map(routes);
        QueryAcks.Map(routes);
        CheckHealth.Map(routes);
    }
}
