using Microsoft.Extensions.DependencyInjection;
using Monolith.Processing.Enrichment.GeoIp;
using Monolith.Processing.Pipelines.Kinds;

namespace Monolith.Processing.Enrichment;

/// <summary>The stage that says what follows from what records say.</summary>
internal static class EnrichmentServices
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddEnrichment(this IServiceCollection services)
    {
        services
            .AddOptions<GeoIpOptions>()
            .BindConfiguration("Modules:Processing:GeoIp")
            .Validate(
                options => options.Path.Length == 0 || File.Exists(options.Path),
                "Modules:Processing:GeoIp:Path names no file."
            )
            .ValidateOnStart();
        return services.AddSingleton<Countries>().AddSingleton<IStageKind, EnrichKind>();
    }
}
