using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Platform;
using Monolith.Platform.Dapr;
using Monolith.Platform.Security;

namespace Monolith.Ingest.PubSub;

/// <summary>Subscribes to what services publish, where there is a sidecar to bring it.</summary>
internal static class PubSubServices
{
    /// <summary>Adds the subscriptions, unless the runtime is the embedded one.</summary>
    public static void AddPubSub(this IServiceCollection services, IConfiguration configuration)
    {
        if (Runtime.Of(configuration) != RuntimeKind.Dapr)
        {
            return;
        }

        services
            .AddOptions<PubSubOptions>()
            .BindConfiguration(PubSubOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<PubSubOptions>, PubSubOptionsValidator>();
        services.AddSingleton<PubSubMetrics>();
        services.AddSingleton<DeliveryIntake>();

        var own = TenantId.Own(configuration);
        var options = configuration.GetSection(PubSubOptions.Section).Get<PubSubOptions>() ?? new PubSubOptions();

        // Wrong options keep the host from starting; until then there are no topics.
        var isValid = new PubSubOptionsValidator().Validate(name: null, options).Succeeded;
        foreach (var topic in isValid ? PubSubTopic.All(options, own) : [])
        {
            services.AddSingleton(topic);
            services.AddTopicSubscription(Subscription(topic, options));
        }
    }

    /// <summary>Maps a route for each topic.</summary>
    public static void MapPubSub(this IEndpointRouteBuilder routes)
    {
        foreach (var topic in routes.ServiceProvider.GetServices<PubSubTopic>())
        {
            ReceiveMessages.Map(routes, topic);
        }
    }

    private static TopicSubscription Subscription(PubSubTopic topic, PubSubOptions options) =>
        new(options.PubSubName, topic.Name, topic.Route)
        {
            DeadLetterTopic = topic.DeadLetterTopic,
            BulkSubscribe = new BulkSubscribe(
                Enabled: options.BulkMaxMessages > 1,
                options.BulkMaxMessages,
                (int)options.BulkMaxAwait.TotalMilliseconds
            ),
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["rawPayload"] = options.RawPayload ? "true" : "false",
            },
        };
}
