using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Platform.Dapr;
using Monolith.Platform.Documents;
using Monolith.Platform.Events;
using Monolith.Platform.Leases;
using Monolith.Platform.Security;
using Monolith.Platform.Workflows;
using Monolith.Platform.Workflows.Dapr;
using Monolith.Platform.Workflows.Embedded;

namespace Monolith.Platform;

/// <summary>What stands behind the ports of the platform.</summary>
public enum RuntimeKind
{
    /// <summary>Files of this machine: one host, nothing else to install.</summary>
    Embedded,

    /// <summary>The Dapr sidecar and the components that it was given: any number of hosts.</summary>
    Dapr,
}

/// <summary>Chooses what stands behind the ports. The one place that knows both runtimes.</summary>
public static class Runtime
{
    private const string Setting = "Monolith:Runtime";

    /// <summary>What <c>Monolith:Runtime</c> says; without it Dapr when the environment names a sidecar, otherwise embedded.</summary>
    /// <exception cref="OptionsValidationException">The setting is neither <c>Embedded</c> nor <c>Dapr</c>.</exception>
    public static RuntimeKind Of(IConfiguration configuration)
    {
        var setting = configuration[Setting];
        if (string.IsNullOrEmpty(setting))
        {
            return DaprEnvironment.HasSidecar(configuration) ? RuntimeKind.Dapr : RuntimeKind.Embedded;
        }

        return Enum.TryParse<RuntimeKind>(setting, ignoreCase: true, out var kind) && Enum.IsDefined(kind)
            ? kind
            : throw new OptionsValidationException(
                Setting,
                typeof(RuntimeKind),
                [$"{Setting} is '{setting}': it must be Embedded or Dapr."]
            );
    }

    /// <summary>
    /// Adds documents (<see cref="IDocumentStore"/>), secret keys (<see cref="ISecretKeys"/>), events (<see cref="IEventBus"/>),
    /// leases (<see cref="ILeases"/>) and workflows of the runtime that <see cref="Of"/> names.
    /// </summary>
    /// <remarks>A <see cref="DataFolder"/> and a <see cref="TimeProvider"/> are there already.</remarks>
    public static IServiceCollection AddRuntime(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<EventOptions>()
            .BindConfiguration(EventOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<EventMetrics>();
        services.AddSingleton<EventDispatcher>();
        services.AddSingleton<IEventBus, EventBus>();
        services.AddSingleton<ILeases, Leases.Leases>();
        services.AddWorkflows(workflows => workflows.RegisterActivity<PublishEventActivity>());
        return Of(configuration) == RuntimeKind.Dapr
            ? services.AddDapr(configuration).AddDaprAdapters()
            : services.AddEmbeddedAdapters();
    }

    private static IServiceCollection AddDaprAdapters(this IServiceCollection services)
    {
        services.AddDaprWorkflows();
        services.AddSingleton<DaprOutbox>();
        services.AddSingleton<IEventQueue>(provider => provider.GetRequiredService<DaprOutbox>());
        services.AddSingleton<IDocumentStore, DaprDocumentStore>();
        services.AddSingleton<ISecretKeys, DaprSecretKeys>();
        services.AddSingleton<DaprEventReceiver>();
        return services.AddHostedService<DaprOutboxRelay>();
    }

    private static IServiceCollection AddEmbeddedAdapters(this IServiceCollection services)
    {
        services.AddEmbeddedWorkflows();
        services.AddSingleton<ControlDatabase>();
        services.AddSingleton<Wake>();
        services.AddSingleton<SqliteEventQueue>();
        services.AddSingleton<IEventQueue>(provider => provider.GetRequiredService<SqliteEventQueue>());
        services.AddSingleton<IDocumentStore, SqliteDocumentStore>();
        services.AddSingleton<ISecretKeys, FileSecretKeys>();
        return services.AddHostedService<SqliteEventPump>();
    }
}
