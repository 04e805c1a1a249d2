using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Documents;

namespace Monolith.Processing.Levels;

/// <summary>Levels, as the module takes them in.</summary>
internal static class LevelServices
{
    public static IServiceCollection AddLevels(this IServiceCollection services) =>
        services
            .AddSingleton<LevelCatalog>()
            .AddSingleton<LevelFilter>()
            .AddSingleton<LevelStore>()
            .AddSingleton<IWatchedDocuments>(provider => provider.GetRequiredService<LevelStore>());

    /// <summary>Maps <c>/api/v1/levels</c>.</summary>
    public static void MapLevels(this IEndpointRouteBuilder routes)
    {
        GetLevels.Map(routes);
        PutLevels.Map(routes);
    }
}
