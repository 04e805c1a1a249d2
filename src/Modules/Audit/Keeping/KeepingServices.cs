using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Monolith.Audit.Keeping;

/// <summary>Registers what keeps trails, and removes what need not be kept.</summary>
internal static class KeepingServices
{
    public static void AddKeeping(this IServiceCollection services)
    {
        services.AddSingleton<KeepingStore>();
        services.AddSingleton<OldEntries>();
        services.AddSingleton<TextRemover>();
        services.AddHostedService(p => p.GetRequiredService<TextRemover>());
    }

    public static void MapKeeping(this IEndpointRouteBuilder routes, IEndpointRouteBuilder audit)
    {
        GetRetention.Map(audit);
        SaveRetention.Map(routes);
        RunRetention.Map(routes);
        PlaceHold.Map(routes);
        LiftHold.Map(routes);
    }
}
