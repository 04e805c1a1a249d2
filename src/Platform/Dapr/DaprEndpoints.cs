using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Platform.Events;
using Monolith.Platform.Reference;

namespace Monolith.Platform.Dapr;

/// <summary>What the sidecar calls.</summary>
public static class DaprEndpoints
{
    /// <summary>Maps the routes by which the sidecar asks what to deliver, delivers events and reports changed settings. Does nothing in the embedded runtime.</summary>
    public static void MapDapr(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<DaprEnvironment>() is null)
        {
            return;
        }

        routes
            .MapGet("/dapr/subscribe", ListSubscriptions)
            .Describe(
                "Tells the Dapr sidecar which topics it shall deliver.",
                api => api.GivesAny(StatusCodes.Status200OK, "The subscriptions.", "application/json")
            )
            .RequireAuthorization(DaprSidecarPolicy.Name);
        routes
            .MapPost("/configuration/{store}/{key}", TakeConfigurationAsync)
            .Describe(
                "Takes from the Dapr sidecar what was changed in a configuration store.",
                api => api.TakesAny("The items.", "application/json").Gives(StatusCodes.Status200OK, "It is taken.")
            )
            .RequireAuthorization(DaprSidecarPolicy.Name);
        routes
            .MapPost(DaprEventReceiver.Route, TakeEventAsync)
            .Describe(
                "Takes an event of another host that the Dapr sidecar delivers.",
                api =>
                    api.TakesAny("A CloudEvent.", "application/cloudevents+json, application/json")
                        .GivesAny(StatusCodes.Status200OK, "What the sidecar shall do with it.", "application/json")
            )
            .RequireAuthorization(DaprSidecarPolicy.Name);
    }

    private static IResult ListSubscriptions(
        IEnumerable<TopicSubscription> subscriptions,
        DaprEventReceiver events,
        IOptions<DaprOptions> options
    ) =>
        options.Value.Subscriptions == SubscriptionSource.Declarative
            ? TypedResults.NotFound()
            : TypedResults.Json(
                subscriptions
                    .Concat(events.Subscriptions)
                    .Select(s => new Subscription(
                        s.PubSubName,
                        s.Topic,
                        s.DeadLetterTopic,
                        s.Metadata,
                        new Routes(s.Rules, s.Route),
                        s.BulkSubscribe
                    )),
                DaprRequest.Json
            );

    private static async Task<IResult> TakeConfigurationAsync(
        ConfigurationUpdate update,
        DaprConfigurationWatches watches,
        CancellationToken cancellationToken
    )
    {
        await watches.ReceiveAsync(update, cancellationToken);
        return TypedResults.Ok(); // exactly 200: the sidecar takes any other success for a failure
    }

    private static async Task<IResult> TakeEventAsync(
        string topic,
        Stream body,
        DaprEventReceiver events,
        CancellationToken cancellationToken
    ) => TypedResults.Json(new DeliveryAnswer(await events.ReceiveAsync(topic, body, cancellationToken)));

    /// <summary>A subscription as the sidecar reads it.</summary>
    private sealed record Subscription(
        [property: JsonPropertyName("pubsubname")] string PubSubName,
        string Topic,
        string DeadLetterTopic,
        IReadOnlyDictionary<string, string> Metadata,
        Routes Routes,
        BulkSubscribe BulkSubscribe
    );

    private sealed record DeliveryAnswer(string Status);

    private sealed record Routes(IReadOnlyList<TopicRule> Rules, string Default);
}
