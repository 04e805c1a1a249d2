using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform;
using Monolith.Platform.Dapr;
using Monolith.Platform.Security;

namespace Monolith.Audit.Topics;

/// <summary>Subscribes to what other systems tell the trail, where there is a sidecar to bring it.</summary>
internal static class TopicServices
{
    public static void AddEventTopics(this IServiceCollection services, IConfiguration configuration)
    {
        if (Runtime.Of(configuration) != RuntimeKind.Dapr)
        {
            return;
        }

        services
            .AddOptions<EventTopicOptions>()
            .BindConfiguration(EventTopicOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        var own = TenantId.Own(configuration);
        var options =
            configuration.GetSection(EventTopicOptions.Section).Get<EventTopicOptions>() ?? new EventTopicOptions();

        // Wrong options keep the host from starting; until then there are no topics.
        var isValid = Validator.TryValidateObject(
            options,
            new ValidationContext(options),
            null,
            validateAllProperties: true
        );
        foreach (var topic in isValid ? EventTopic.All(options, own) : [])
        {
            services.AddSingleton(topic);
            services.AddTopicSubscription(new TopicSubscription(options.PubSubName, topic.Name, topic.Route));
        }
    }

    public static void MapEventTopics(this IEndpointRouteBuilder routes)
    {
        foreach (var topic in routes.ServiceProvider.GetServices<EventTopic>())
        {
            ReceiveEvents.Map(routes, topic);
        }
    }
}
