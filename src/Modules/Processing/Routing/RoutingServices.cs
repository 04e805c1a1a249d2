using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Documents;
using Monolith.Platform.Outgoing;
using Monolith.Processing.Pipelines.Kinds;
using Monolith.Processing.Routing.Destinations;
using Monolith.Processing.Routing.Sending;
using Monolith.Processing.Routing.Streams;

namespace Monolith.Processing.Routing;

/// <summary>Routing and forwarding, as the module takes them in.</summary>
internal static class RoutingServices
{
    /// <summary>Adds the stages, and what sends records elsewhere.</summary>
    public static IServiceCollection AddRecordRouting(this IServiceCollection services)
    {
        services
            .AddOptions<RoutingOptions>()
            .BindConfiguration("Modules:Processing:Routing")
            .ValidateDataAnnotations()
            .Validate(
                o => o.AllowedNetworks?.All(AddressGuard.IsNetwork) ?? true,
                "AllowedNetworks must be like 10.0.0.0/8."
            )
            .ValidateOnStart();
        services.AddSingleton<ForwardMetrics>();
        services
            .AddSingleton<DestinationPlans>()
            .AddSingleton<DestinationSlots>()
            .AddSingleton<StreamCatalog>()
            .AddSingleton<StreamStore>();
        services.AddSingleton<DestinationStore>().AddSingleton<DestinationSecrets>().AddSingleton<DestinationCatalog>();
        services.AddSingleton<DestinationHttp>().AddSingleton<SenderFactory>().AddSingleton<TestDestination.Trial>();
        services.AddSingleton<IStageKind, RouteKind>().AddSingleton<IStageKind, ForwardKind>();
        services.AddSingleton<IWatchedDocuments>(provider => provider.GetRequiredService<DestinationCatalog>());
        return services.AddSingleton<IWatchedDocuments>(provider => provider.GetRequiredService<StreamStore>());
    }

    /// <summary>Maps <c>/api/v1/destinations</c> and <c>/api/v1/streams</c>.</summary>
    public static void MapRecordRouting(this IEndpointRouteBuilder routes)
    {
        ListDestinations.Map(routes);
        GetDestination.Map(routes);
        CreateDestination.Map(routes);
        ReplaceDestination.Map(routes);
        DeleteDestination.Map(routes);
        TestDestination.Map(routes);
        DestinationLetters.Map(routes);
        GetStreams.Map(routes);
        PutStreams.Map(routes);
    }
}
