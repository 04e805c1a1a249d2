using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.DaprSidecar.App;
using Monolith.DaprSidecar.Bindings;
using Monolith.DaprSidecar.Configuration;
using Monolith.DaprSidecar.Health;
using Monolith.DaprSidecar.Http;
using Monolith.DaprSidecar.Invocation;
using Monolith.DaprSidecar.Jobs;
using Monolith.DaprSidecar.Locks;
using Monolith.DaprSidecar.PubSub;
using Monolith.DaprSidecar.Resiliency;
using Monolith.DaprSidecar.Resources;
using Monolith.DaprSidecar.Secrets;
using Monolith.DaprSidecar.State;
using Monolith.DaprSidecar.Workflows;

namespace Monolith.DaprSidecar.Running;

/// <summary>Puts the building blocks of one run together.</summary>
internal sealed class BuildingBlocks : IAsyncDisposable
{
    private readonly List<Action<IEndpointRouteBuilder>> _routes = [];
    private readonly ConfigurationApi _configuration;
    private readonly BindingsApi _bindings;
    private readonly InvokeApi _invoke;

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
        _routes.Add(new MetadataApi(options, resources, subscriptions, workflows).Map);
        _configuration = new ConfigurationApi(resources, app, broker, options);
        _bindings = new BindingsApi(resources, broker);
        _invoke = new InvokeApi(broker, policies, options);
        _routes.Add(new SecretsApi(resources, options).Map);
        _routes.Add(_configuration.Map);
        _routes.Add(_bindings.Map);
        _routes.Add(_invoke.Map);
        _routes.Add(new LockApi(resources, broker, options).Map);
        _routes.Add(new JobsApi(broker, options).Map);
        _routes.Add(routes => MapWorkflows(routes, resources, workflows));
        Works =
        [
            new ConfigRequest(app),
            subscriptions,
            new CronBindings(resources, app, options),
            new JobRunner(app, broker, options),
        ];
    }

    /// <summary>What calls the app, in the order in which it begins.</summary>
    public IReadOnlyList<IAppWork> Works { get; }

    public void Map(IEndpointRouteBuilder routes) => _routes.ForEach(map => map(routes));

    /// <summary>What is no route of the sidecar may be meant for another app.</summary>
    public async Task ElseAsync(HttpContext context)
    {
        if (!await _invoke.TryInvokeAsync(context))
        {
            await context.Response.WriteTextAsync("404 page not found", StatusCodes.Status404NotFound);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _configuration.DisposeAsync();
        _bindings.Dispose();
    }

    /// <summary>Workflows are actors, and need a store that keeps actors.</summary>
    private static void MapWorkflows(IEndpointRouteBuilder routes, ResourceSet resources, WorkflowEngine workflows)
    {
        if (resources.Components.Any(component => component.Block == "state" && component.IsSet("actorStateStore")))
        {
            WorkflowHttp.Map(routes, workflows);
            return;
        }

        routes.Map(
            "/v1.0/workflows/{**path}",
            context =>
                throw new ApiException(
                    500,
                    "ERR_ACTOR_RUNTIME_NOT_FOUND",
                    "the state store is not configured to use the actor runtime"
                )
        );
    }
}
