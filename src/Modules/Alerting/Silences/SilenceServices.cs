using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Monolith.Alerting.Silences;

/// <summary>Silences, as the module takes them in.</summary>
internal static class SilenceServices
{
    /// <summary>Adds what silences need.</summary>
    public static IServiceCollection AddSilences(this IServiceCollection services) =>
        services.AddSingleton<SilenceStore>().AddSingleton<ActiveSilences>();

    /// <summary>Maps <c>/api/v1/silences</c>.</summary>
    public static void MapSilences(this IEndpointRouteBuilder routes)
    {
        CreateSilence.Map(routes);
        ListSilences.Map(routes);
        GetSilence.Map(routes);
        UpdateSilence.Map(routes);
        ExpireSilence.Map(routes);
    }
}
