namespace Monolith.DaprSidecar.Resources;

/// <summary>The types of components that are played, all of them in memory.</summary>
internal static class ComponentTypes
{
    private static readonly HashSet<string> Played = new(StringComparer.Ordinal)
    {
        "pubsub.in-memory",
        "pubsub.redis",
        "pubsub.kafka",
        "pubsub.rabbitmq",
        "state.in-memory",
        "state.redis",
        "state.postgresql",
        "state.sqlite",
        "secretstores.local.env",
        "secretstores.local.file",
        "secretstores.kubernetes",
        "secretstores.hashicorp.vault",
        "configuration.redis",
        "configuration.postgresql",
        "lock.redis",
        "bindings.cron",
        "bindings.http",
        "bindings.aws.s3",
        "bindings.smtp",
        "bindings.kafka",
    };

    private static readonly HashSet<string> Real = new(StringComparer.Ordinal)
    {
        "pubsub.in-memory",
        "state.in-memory",
        "secretstores.local.env",
        "secretstores.local.file",
        "bindings.cron",
        "bindings.http",
    };

    public static bool IsPlayed(string type) => Played.Contains(type);

    /// <summary>Whether the type works without anything outside this process, here as in daprd.</summary>
    public static bool IsReal(string type) => Real.Contains(type);
}
