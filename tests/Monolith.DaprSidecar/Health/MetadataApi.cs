using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.DaprSidecar.Http;
using Monolith.DaprSidecar.PubSub;
using Monolith.DaprSidecar.Resources;
using Monolith.DaprSidecar.Workflows;

namespace Monolith.DaprSidecar.Health;

/// <summary>What the sidecar knows about itself, and what others have noted on it.</summary>
internal sealed class MetadataApi(
    SidecarOptions options,
    ResourceSet resources,
    Subscriptions subscriptions,
    WorkflowEngine workflows
)
{
    private readonly ConcurrentDictionary<string, string> _extended = new(StringComparer.Ordinal)
    {
        ["daprRuntimeVersion"] = Version(options.Version),
    };

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1.0/metadata", Get);
        routes.MapPut("/v1.0/metadata/{key}", PutAsync);
    }

    private Task Get(HttpContext context)
    {
        var metadata = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["id"] = options.AppId,
            ["runtimeVersion"] = Version(options.Version),
            ["extended"] = _extended,
            ["workflows"] = new { connectedWorkers = workflows.ConnectedWorkers },
        };
        if (resources.Components.Count > 0)
        {
            metadata["components"] = resources.Components.Select(Describe);
        }

        if (subscriptions.Active.Count > 0)
        {
            metadata["subscriptions"] = subscriptions.Active.Select(Describe);
        }

        if (options.AppPort is not null)
        {
            metadata["appConnectionProperties"] = DescribeApp();
        }

        return context.Response.WriteJsonAsync(metadata);
    }

    private async Task PutAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        _extended[context.Request.Route("key")] = await body.ReadToEndAsync(context.RequestAborted);
        context.Response.NoContent();
    }

    private static string Version(SidecarVersion version) =>
        version switch
        {
            SidecarVersion.V117 => "1.17.0",
            SidecarVersion.V118 => "1.18.3",
            _ => "1.19.0",
        };

    private static object Describe(Component component) =>
        new
        {
            name = component.Name,
            type = component.Type,
            version = component.Version,
            capabilities = component.Block == "state" ? new[] { "ETAG", "TRANSACTIONAL", "TTL", "ACTOR" } : [],
        };

    private static Dictionary<string, object> Describe(Subscription subscription)
    {
        var described = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["pubsubname"] = subscription.PubSubName,
            ["topic"] = subscription.Topic,
            ["rules"] = subscription.Rules.Select(rule => new { match = rule.Match, path = rule.Path }),
            ["type"] = subscription.Type,
        };
        if (subscription.DeadLetterTopic is { } deadLetterTopic)
        {
            described["deadLetterTopic"] = deadLetterTopic;
        }

        if (subscription.Metadata.Count > 0)
        {
            described["metadata"] = subscription.Metadata;
        }

        return described;
    }

    private Dictionary<string, object> DescribeApp()
    {
        var app = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["port"] = options.AppPort!,
            ["protocol"] = "http",
            ["channelAddress"] = options.AppChannelAddress,
        };
        if (options.AppMaxConcurrency > 0)
        {
            app["maxConcurrency"] = options.AppMaxConcurrency;
        }

        if (options.AppHealthCheck)
        {
            app["health"] = new
            {
                healthCheckPath = options.AppHealthPath,
                healthProbeInterval = Go(options.AppHealthInterval),
                healthProbeTimeout = Go(options.AppHealthTimeout),
                healthThreshold = options.AppHealthThreshold,
            };
        }

        return app;
    }

    private static string Go(TimeSpan duration) => duration.TotalMilliseconds + "ms";
}
