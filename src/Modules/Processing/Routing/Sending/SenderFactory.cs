using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Platform.Dapr;
using Monolith.Platform.Security;
using Monolith.Processing.Routing.Destinations;

namespace Monolith.Processing.Routing.Sending;

/// <summary>Makes the sender of a destination.</summary>
internal sealed class SenderFactory(
    DestinationHttp http,
    DestinationSecrets secrets,
    IOptions<RoutingOptions> options,
    IServiceProvider services,
    TimeProvider clock
)
{
    /// <summary>A sender for one destination, to be disposed if it can be.</summary>
    public ISender Of(TenantId tenant, Destination destination) =>
        destination.Kinds().Single().Settings switch
        {
            OtlpSettings otlp => new OtlpSender(tenant, otlp, http),
            ElasticsearchSettings elasticsearch => new ElasticsearchSender(tenant, elasticsearch, http),
            LokiSettings loki => new LokiSender(tenant, loki, http),
            S3Settings s3 => new S3Sender(tenant, s3, http, secrets, clock),
            WebhookSettings webhook => new WebhookSender(tenant, webhook, http, secrets, clock),
            SyslogSettings syslog => new SyslogSender(syslog, options, clock),
            DaprTopicSettings topic => new DaprTopicSender(topic, Dapr),
            DaprBindingSettings binding => new DaprBindingSender(binding, Dapr),
            SentrySettings sentry => new SentrySender(tenant, sentry, http, secrets, clock),
            _ => throw new ArgumentException("Not a known kind of destination.", nameof(destination)),
        };

    // On the embedded runtime there is none.
    private DaprClient? Dapr => services.GetService<DaprClient>();
}
