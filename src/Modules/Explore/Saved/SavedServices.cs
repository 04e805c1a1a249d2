using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Monolith.Explore.Saved;

/// <summary>Adds what people keep: searches, views and dashboards.</summary>
internal static class SavedServices
{
    public static IServiceCollection AddSaved(this IServiceCollection services) => services.AddSingleton<SavedStore>();

    public static void MapSaved(this IEndpointRouteBuilder routes)
    {
        Map(routes, SavedKinds.Searches);
        Map(routes, SavedKinds.Views);
        Map(routes, SavedKinds.Dashboards);
    }

    private static void Map<T>(IEndpointRouteBuilder routes, SavedKind<T> kind)
        where T : SavedDocument
    {
        ListSaved.Map(routes, kind);
        GetSaved.Map(routes, kind);
        CreateSaved.Map(routes, kind);
        ReplaceSaved.Map(routes, kind);
        DeleteSaved.Map(routes, kind);
    }
}
