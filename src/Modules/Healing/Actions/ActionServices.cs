using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Healing.Actions.Calls;
using Monolith.Healing.Kubernetes;
using Monolith.Platform.Outgoing;

namespace Monolith.Healing.Actions;

/// <summary>Registers what healing can do.</summary>
internal static class ActionServices
{
    /// <summary>Adds the actions and the clients that they need.</summary>
    public static IServiceCollection AddHealingActions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddKubernetes(configuration);
        services
            .AddOptions<CallOptions>()
            .BindConfiguration(CallOptions.Section)
            .ValidateDataAnnotations()
            .Validate(
                o => o.AllowedNetworks?.All(AddressGuard.IsNetwork) ?? true,
                "AllowedNetworks must be like 10.0.0.0/8."
            )
            .ValidateOnStart();
        services.AddSingleton<AllowedHosts>();
        services.AddSingleton<OutboundCalls>();
        services.AddSingleton<IHealingAction, RestartAction>();
        services.AddSingleton<IHealingAction, ReplacePodAction>();
        services.AddSingleton<IHealingAction, ScaleAction>();
        services.AddSingleton<IHealingAction, ResetCacheAction>();
        services.AddSingleton<IHealingAction, FailoverAction>();
        services.AddSingleton<IHealingAction, WebhookAction>();
        return services;
    }
}
