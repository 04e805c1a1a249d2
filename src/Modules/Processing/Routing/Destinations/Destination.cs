using System.ComponentModel;
using System.Text.Json.Serialization;
using Monolith.Platform.Language;
using Monolith.Platform.Security;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Routing.Destinations;

/// <summary>Names a destination among those of all tenants.</summary>
internal sealed record DestinationKey(TenantId Tenant, string Id)
{
    /// <summary>The id of its document.</summary>
    public override string ToString() => $"{Tenant}@{Id}";
}

/// <summary>Somewhere that records can go. The same in requests, in answers and in the store. Exactly one of its kinds is
/// there. Secrets are named and never said.</summary>
internal sealed record Destination
{
    [Description("Names it in pipelines.")]
    public string? Id { get; init; }

    [Description("What it is for.")]
    public string? Description { get; init; }

    [Description("True to let records wait in its queue and send none.")]
    public bool Paused { get; init; }

    [Description("How many bytes of disk its queue takes at most.")]
    public long? QueueMaxBytes { get; init; }

    [Description("What happens when the queue is full: drop_oldest (the default) or refuse.")]
    public WhenFull? WhenFull { get; init; }

    [Description("Another Monolith, by OTLP/HTTP.")]
    public OtlpSettings? Monolith { get; init; }

    [Description("Whatever takes logs by OTLP/HTTP.")]
    public OtlpSettings? Otlp { get; init; }

    [Description("Elasticsearch, OpenSearch, and what takes their bulk requests.")]
    public ElasticsearchSettings? Elasticsearch { get; init; }

    [Description("Loki, and what takes its pushes.")]
    public LokiSettings? Loki { get; init; }

    [Description("Objects of compressed JSON lines in S3, or in a store like it.")]
    public S3Settings? S3 { get; init; }

    [Description("JSON by a signed POST.")]
    public WebhookSettings? Webhook { get; init; }

    [Description("A syslog server, RFC 5424.")]
    public SyslogSettings? Syslog { get; init; }

    [Description("A topic of a Dapr pub/sub component.")]
    public DaprTopicSettings? DaprTopic { get; init; }

    [Description("A Dapr output binding.")]
    public DaprBindingSettings? DaprBinding { get; init; }

    [Description("Sentry, which gets errors only.")]
    public SentrySettings? Sentry { get; init; }

    /// <summary>Who changed it last. What a request says of it counts for nothing.</summary>
    public string? Owner { get; init; }

    /// <summary>When it was last changed. What a request says of it counts for nothing.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>The kinds that are there, by their names in the document.</summary>
    public IEnumerable<(string Name, object Settings)> Kinds() =>
        new (string Name, object? Settings)[]
        {
            ("monolith", Monolith),
            ("otlp", Otlp),
            ("elasticsearch", Elasticsearch),
            ("loki", Loki),
            ("s3", S3),
            ("webhook", Webhook),
            ("syslog", Syslog),
            ("dapr_topic", DaprTopic),
            ("dapr_binding", DaprBinding),
            ("sentry", Sentry),
        }
            .Where(kind => kind.Settings is not null)
            .Select(kind => (kind.Name, kind.Settings!));
}

/// <summary>Who Monolith is to a server.</summary>
/// <param name="Scheme"><c>bearer</c>, <c>basic</c> or <c>api_key</c> (Elasticsearch's).</param>
/// <param name="Secret">The name of the token, the password or the key.</param>
/// <param name="User">The user, for <c>basic</c>.</param>
internal sealed record AuthSettings(AuthScheme Scheme, string Secret, string? User = null);

/// <summary>How a secret travels.</summary>
[JsonConverter(typeof(CamelCaseEnum<AuthScheme>))]
internal enum AuthScheme
{
    /// <summary><c>Authorization: Bearer</c>.</summary>
    Bearer,

    /// <summary><c>Authorization: Basic</c>.</summary>
    Basic,

    /// <summary><c>Authorization: ApiKey</c>.</summary>
    ApiKey,
}

/// <summary>What destinations that speak HTTP have in common.</summary>
internal interface IHttpSettings
{
    /// <summary>Where they are.</summary>
    string Url { get; }

    /// <summary>Who Monolith is to them.</summary>
    AuthSettings? Auth { get; }

    /// <summary>What every request says beside; no place for secrets.</summary>
    IReadOnlyDictionary<string, string>? Headers { get; }
}

/// <summary>OTLP/HTTP, protobuf.</summary>
/// <param name="Url">The server; <c>/v1/logs</c> is added where there is no path.</param>
/// <param name="Auth">Who Monolith is to it.</param>
/// <param name="Headers">What every request says beside; no place for secrets.</param>
internal sealed record OtlpSettings(
    string Url,
    AuthSettings? Auth = null,
    IReadOnlyDictionary<string, string>? Headers = null
) : IHttpSettings;

/// <summary>Elasticsearch's bulk API.</summary>
/// <param name="Url">The server.</param>
/// <param name="Index">The index or data stream.</param>
/// <param name="Auth">Who Monolith is to it.</param>
/// <param name="Headers">What every request says beside; no place for secrets.</param>
internal sealed record ElasticsearchSettings(
    string Url,
    string Index = "logs-monolith-default",
    AuthSettings? Auth = null,
    IReadOnlyDictionary<string, string>? Headers = null
) : IHttpSettings;

/// <summary>Loki's push API, JSON.</summary>
/// <param name="Url">The server.</param>
/// <param name="OrgId">Loki's tenant, <c>X-Scope-OrgID</c>.</param>
/// <param name="Labels">Labels that every record gets beside <c>service_name</c> and <c>level</c>.</param>
/// <param name="Auth">Who Monolith is to it.</param>
/// <param name="Headers">What every request says beside; no place for secrets.</param>
internal sealed record LokiSettings(
    string Url,
    string? OrgId = null,
    IReadOnlyDictionary<string, string>? Labels = null,
    AuthSettings? Auth = null,
    IReadOnlyDictionary<string, string>? Headers = null
) : IHttpSettings;

/// <summary>A bucket, path-style.</summary>
/// <param name="Endpoint">The store: <c>https://s3.eu-central-1.amazonaws.com</c>.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="AccessKey">The id of the key, which is no secret.</param>
/// <param name="Secret">The name of its secret.</param>
/// <param name="Region">The region that requests are signed for.</param>
/// <param name="Prefix">What the keys of objects begin with.</param>
/// <param name="GatherSeconds">How long records wait for others, so that objects are few and large.</param>
internal sealed record S3Settings(
    string Endpoint,
    string Bucket,
    string AccessKey,
    string Secret,
    string Region = "us-east-1",
    string Prefix = "",
    int GatherSeconds = 30
);

/// <summary>A POST of JSON.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Format">How the body looks.</param>
/// <param name="Secret">The name of the secret that signs the requests.</param>
/// <param name="Auth">Who Monolith is to it.</param>
/// <param name="Headers">What every request says beside; no place for secrets.</param>
internal sealed record WebhookSettings(
    string Url,
    WebhookFormat Format = WebhookFormat.Ndjson,
    string? Secret = null,
    AuthSettings? Auth = null,
    IReadOnlyDictionary<string, string>? Headers = null
) : IHttpSettings;

/// <summary>How the body of a webhook looks.</summary>
[JsonConverter(typeof(CamelCaseEnum<WebhookFormat>))]
internal enum WebhookFormat
{
    /// <summary>A JSON object on each line.</summary>
    Ndjson,

    /// <summary>An array of JSON objects.</summary>
    Json,
}

/// <summary>A syslog server.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port; 514 by default, 6514 with TLS.</param>
/// <param name="Transport">How to speak to it.</param>
/// <param name="Facility">The facility of all messages: 16 is local0.</param>
/// <param name="Ca">With TLS, the certificates that its own must come from, as PEM; those that the machine trusts without it.</param>
internal sealed record SyslogSettings(
    string Host,
    int? Port = null,
    SyslogTransport Transport = SyslogTransport.Tcp,
    int Facility = 16,
    string? Ca = null
);

/// <summary>How to speak to a syslog server.</summary>
[JsonConverter(typeof(CamelCaseEnum<SyslogTransport>))]
internal enum SyslogTransport
{
    /// <summary>TCP, octet-counting.</summary>
    Tcp,

    /// <summary>TLS over TCP, octet-counting.</summary>
    Tls,

    /// <summary>UDP: nobody knows what arrives.</summary>
    Udp,
}

/// <summary>A topic.</summary>
/// <param name="Component">The pub/sub component.</param>
/// <param name="Topic">The topic.</param>
internal sealed record DaprTopicSettings(string Component, string Topic);

/// <summary>An output binding.</summary>
/// <param name="Component">The component.</param>
/// <param name="Operation">What it shall do.</param>
/// <param name="Metadata">For the component.</param>
internal sealed record DaprBindingSettings(
    string Component,
    string Operation = "create",
    IReadOnlyDictionary<string, string>? Metadata = null
);

/// <summary>Sentry.</summary>
/// <param name="Dsn">The name of the secret that is the DSN of the project.</param>
/// <param name="Environment">The environment that events are of, where a record does not say.</param>
internal sealed record SentrySettings(string Dsn, string? Environment = null);
