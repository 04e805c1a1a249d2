using Microsoft.AspNetCore.Routing;

namespace Monolith.Ingest.Loki;

/// <summary>Loki's push protocol.</summary>
internal static class LokiServices
{
    /// <summary>The endpoints that Loki's clients call.</summary>
    public static void MapLoki(this IEndpointRouteBuilder routes)
    {
        PushLogs.Map(routes);
        GetReady.Map(routes);
    }
}
