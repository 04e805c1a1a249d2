namespace Monolith.Architecture.Tests.Components;

/// <summary>
/// The fields that Dapr reads, as its resource definitions and component metadata list them. A field with another name is
/// ignored without a word, so a slip of the pen would only show when it matters.
/// </summary>
internal static class DaprFields
{
    /// <summary>By kind, the paths that may hold a value; <c>*</c> stands for a name of one's own choice.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> OfKind = new Dictionary<string, string[]>(
        StringComparer.Ordinal
    )
    {
        ["Component"] =
        [
            .. Common("dapr.io/v1alpha1"),
            "spec.type",
            "spec.version",
            "spec.initTimeout",
            "spec.ignoreErrors",
            "spec.metadata[].name",
            "spec.metadata[].value",
            "spec.metadata[].envRef",
            "spec.metadata[].secretKeyRef.name",
            "spec.metadata[].secretKeyRef.key",
            "auth.secretStore",
        ],
        ["Subscription"] =
        [
            .. Common("dapr.io/v2alpha1"),
            "spec.pubsubname",
            "spec.topic",
            "spec.deadLetterTopic",
            "spec.metadata.*",
            "spec.routes.default",
            "spec.routes.rules[].match",
            "spec.routes.rules[].path",
            "spec.bulkSubscribe.enabled",
            "spec.bulkSubscribe.maxMessagesCount",
            "spec.bulkSubscribe.maxAwaitDurationMs",
        ],
        ["Resiliency"] =
        [
            .. Common("dapr.io/v1alpha1"),
            "spec.policies.timeouts.*",
            "spec.policies.retries.*.policy",
            "spec.policies.retries.*.duration",
            "spec.policies.retries.*.maxInterval",
            "spec.policies.retries.*.maxRetries",
            "spec.policies.retries.*.matching.httpStatusCodes",
            "spec.policies.circuitBreakers.*.maxRequests",
            "spec.policies.circuitBreakers.*.interval",
            "spec.policies.circuitBreakers.*.timeout",
            "spec.policies.circuitBreakers.*.trip",
            "spec.targets.components.*.inbound.timeout",
            "spec.targets.components.*.inbound.retry",
            "spec.targets.components.*.inbound.circuitBreaker",
            "spec.targets.components.*.outbound.timeout",
            "spec.targets.components.*.outbound.retry",
            "spec.targets.components.*.outbound.circuitBreaker",
        ],
        ["Configuration"] =
        [
            .. Common("dapr.io/v1alpha1"),
            "spec.tracing.samplingRate",
            "spec.tracing.otel.endpointAddress",
            "spec.tracing.otel.protocol",
            "spec.tracing.otel.isSecure",
            "spec.metrics.enabled",
            "spec.metrics.recordErrorCodes",
            "spec.metrics.http.increasedCardinality",
            "spec.metrics.http.pathMatching[]",
            "spec.metrics.http.excludeVerbs",
            "spec.logging.apiLogging.enabled",
            "spec.logging.apiLogging.omitHealthChecks",
            "spec.secrets.scopes[].storeName",
            "spec.secrets.scopes[].defaultAccess",
            "spec.secrets.scopes[].allowedSecrets[]",
            "spec.accessControl.defaultAction",
            "spec.accessControl.trustDomain",
            "spec.accessControl.policies[].appId",
            "spec.accessControl.policies[].defaultAction",
            "spec.accessControl.policies[].trustDomain",
            "spec.accessControl.policies[].namespace",
            "spec.accessControl.policies[].operations[].name",
            "spec.accessControl.policies[].operations[].httpVerb[]",
            "spec.accessControl.policies[].operations[].action",
            "spec.api.allowed[].name",
            "spec.api.allowed[].version",
            "spec.api.allowed[].protocol",
            "spec.workflow.maxConcurrentWorkflowInvocations",
            "spec.workflow.maxConcurrentActivityInvocations",
            "spec.workflow.stateRetentionPolicy.completed",
            "spec.workflow.stateRetentionPolicy.failed",
            "spec.workflow.stateRetentionPolicy.terminated",
            "spec.features[].name",
            "spec.features[].enabled",
        ],
    };

    /// <summary>The fields of the multi-app run file.</summary>
    public static readonly string[] OfRunFile =
    [
        "version",
        "common.resourcesPaths[]",
        "common.env.*",
        "common.daprHTTPMaxRequestSize",
        "common.appHealthProbeInterval",
        "common.appHealthProbeTimeout",
        "common.appHealthThreshold",
        "apps[].appID",
        "apps[].appDirPath",
        "apps[].appPort",
        "apps[].appProtocol",
        "apps[].daprHTTPPort",
        "apps[].daprGRPCPort",
        "apps[].enableAppHealthCheck",
        "apps[].appHealthCheckPath",
        "apps[].configFilePath",
        "apps[].command[]",
        "apps[].env.*",
        "apps[].appLogDestination",
        "apps[].daprdLogDestination",
        "apps[].logLevel",
    ];

    /// <summary>By component type, the names that its metadata may have.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> OfComponent = new Dictionary<string, string[]>(
        StringComparer.Ordinal
    )
    {
        ["pubsub.in-memory"] = [],
        ["pubsub.redis"] =
        [
            .. Redis,
            .. Scoping,
            "consumerID",
            "concurrency",
            "queueDepth",
            "processingTimeout",
            "redeliverInterval",
            "maxLenApprox",
            "streamTTL",
        ],
        ["pubsub.kafka"] =
        [
            .. Scoping,
            "brokers",
            "consumerGroup",
            "clientID",
            "authType",
            "saslUsername",
            "saslPassword",
            "saslMechanism",
            "caCert",
            "clientCert",
            "clientKey",
            "disableTls",
            "skipVerify",
            "version",
            "initialOffset",
            "maxMessageBytes",
            "compression",
            "producerRequiredAcks",
            "producerRetryMax",
            "consumeRetryEnabled",
            "consumeRetryInterval",
            "consumerFetchMin",
            "consumerFetchDefault",
            "channelBufferSize",
            "heartbeatInterval",
            "sessionTimeout",
            "consumerGroupRebalanceStrategy",
            "escapeHeaders",
            "excludeHeaderMetaRegex",
        ],
        ["state.redis"] =
        [
            .. Redis,
            "actorStateStore",
            "keyPrefix",
            "ttlInSeconds",
            "redisMaxRetries",
            "redisMinRetryInterval",
        ],
        ["state.postgresql"] =
        [
            "connectionString",
            "host",
            "port",
            "database",
            "user",
            "password",
            "sslRootCert",
            "timeout",
            "maxConns",
            "connectionMaxIdleTime",
            "queryExecMode",
            "tablePrefix",
            "metadataTableName",
            "cleanupInterval",
            "actorStateStore",
            "keyPrefix",
        ],
        ["secretstores.kubernetes"] = ["kubeconfigPath", "defaultNamespace"],
        ["secretstores.local.env"] = ["prefix"],
    };

    /// <summary>Metadata that is a secret: it stands in a file by reference or not at all.</summary>
    public static readonly string[] Secrets =
    [
        "redisPassword",
        "clientKey",
        "saslPassword",
        "connectionString",
        "password",
    ];

    private static string[] Redis =>
        [
            "redisHost",
            "redisPort",
            "redisUsername",
            "redisPassword",
            "redisDB",
            "redisType",
            "enableTLS",
            "clientCert",
            "clientKey",
            "insecureSkipTLSVerify",
            "failover",
            "sentinelMasterName",
            "poolSize",
            "dialTimeout",
            "readTimeout",
            "writeTimeout",
        ];

    private static string[] Scoping => ["publishingScopes", "subscriptionScopes", "allowedTopics", "protectedTopics"];

    private static string[] Common(string version) =>
        [$"apiVersion={version}", "kind", "metadata.name", "metadata.namespace", "scopes[]"];
}
