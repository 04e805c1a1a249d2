using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Audit.Witness;

namespace Monolith.Audit.Anchoring;

/// <summary>Registers what anchors trails, and what witnesses those of others.</summary>
internal static class AnchoringServices
{
    public static void AddAnchoring(this IServiceCollection services)
    {
        services
            .AddOptions<AnchoringOptions>()
            .BindConfiguration("Modules:Audit:Anchoring")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<AnchoringOptions>, AnchoringRules>();
        services.AddOptions<WitnessOptions>().BindConfiguration("Modules:Audit:Witness");
        services.AddSingleton<WitnessKeys>();
        services.AddSingleton<AnchorHttp>();
        services.AddSingleton<AnchorList>();
        services.AddSingleton<AnchorStates>();
        services.AddSingleton<HeldStates>();
        services.AddSingleton<Anchorer>();
        services.AddHostedService(p => p.GetRequiredService<Anchorer>());
        services.AddHostedService<HoldKeeper>();
    }

    public static void MapAnchoring(this IEndpointRouteBuilder routes, IEndpointRouteBuilder audit)
    {
        ListAnchors.Map(audit);
        GetWitnessKey.Map(audit);
        RunAnchor.Map(routes);
        WitnessCheckpoint.Map(routes);
    }
}
