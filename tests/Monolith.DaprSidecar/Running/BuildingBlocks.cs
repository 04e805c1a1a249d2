using Microsoft.AspNetCore.Routing;
using Monolith.DaprSidecar.App;
using Monolith.DaprSidecar.Health;
using Monolith.DaprSidecar.PubSub;
using Monolith.DaprSidecar.Resiliency;
using Monolith.DaprSidecar.Resources;
using Monolith.DaprSidecar.State;
using Monolith.DaprSidecar.Workflows;

namespace Monolith.DaprSidecar.Running;

/// <summary>Puts the building blocks of one run together.</summary>
internal sealed class BuildingBlocks
{
    private readonly List<Action<IEndpointRouteBuilder>> _routes = [];

    /// <exception cref="ResourceException">A resource cannot be used.</exception>
    public BuildingBlocks(
        SidecarOptions options,
        AppChannel app,
        Broker broker,
        Faults faults,
        WorkflowEngine workflows
    )
    {
        var resources = ResourceSet.Load(options);
        var policies = new Policies(resources.Resiliency, options.Clock);
        var envelope = new Envelope(options);

        var pubsubs = new PubSubs(resources, policies, broker, faults, options);
        var subscriptions = new Subscriptions(
            resources,
            pubsubs,
            policies,
            new Discovery(app, policies, options),
            app,
            envelope,
            broker,
            faults,
            options
        );
        _routes.Add(new PublishApi(pubsubs, envelope).Map);
        _routes.Add(new BulkPublishApi(pubsubs, envelope).Map);
        _routes.Add(new StateApi(resources.Components, broker, options).Map);
        _routes.Add(new MetadataApi(options, resources, subscriptions).Map);
        _routes.Add(routes => WorkflowHttp.Map(routes, workflows));
        Works = [new ConfigRequest(app), subscriptions];
    }

    /// <summary>What calls the app, in the order in which it begins.</summary>
    public IReadOnlyList<IAppWork> Works { get; }

    public void Map(IEndpointRouteBuilder routes) => _routes.ForEach(map => map(routes));
}
