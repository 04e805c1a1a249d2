using System.ComponentModel.DataAnnotations;
using Monolith.Platform.Settings;

namespace Monolith.Ingest.PubSub;

/// <summary>What services publish through their Dapr sidecars and Monolith takes from its own. Section
/// <c>Modules:Ingest:PubSub</c>; without a sidecar nothing of it is used.</summary>
internal sealed class PubSubOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Modules:Ingest:PubSub";

    private const string Topics = @"^\s*([A-Za-z0-9._/-]|\{tenant\})*(\s*,\s*([A-Za-z0-9._/-]|\{tenant\})+)*\s*$";

    /// <summary>The pub/sub component.</summary>
    [Required]
    public string PubSubName { get; init; } = "pubsub";

    /// <summary>The topics with log records, separated by commas. <c>{tenant}</c> in a name stands for each tenant that
    /// <see cref="Tenants"/> names. Empty for none.</summary>
    [RegularExpression(Topics, ErrorMessage = "LogTopics must be topic names separated by commas.")]
    public string LogTopics { get; init; } = "logs";

    /// <summary>The topics whose CloudEvents themselves become log records.</summary>
    [RegularExpression(Topics, ErrorMessage = "EventTopics must be topic names separated by commas.")]
    public string EventTopics { get; init; } = "events";

    /// <summary>The topics with traces. They are kept in quarantine until there is a table for them.</summary>
    [RegularExpression(Topics, ErrorMessage = "TraceTopics must be topic names separated by commas.")]
    public string TraceTopics { get; init; } = "traces";

    /// <summary>What the paths begin with that the sidecar posts to: <c>/dapr/logs</c> for the topic <c>logs</c>,
    /// <c>/dapr/logs/NAME</c> for another one.</summary>
    [RegularExpression("^(/[A-Za-z0-9._-]+)+$", ErrorMessage = "RoutePrefix must be a path such as /dapr.")]
    public string RoutePrefix { get; init; } = "/dapr";

    /// <summary>Publishers send bare records instead of CloudEvents. Such a message has no id of its own, so that one which is
    /// delivered twice counts twice unless <see cref="CountEqualMessagesOnce"/> is set.</summary>
    public bool RawPayload { get; init; }

    /// <summary>Bare messages with the very same bytes count once. Off by default, because two equal records may be two
    /// true events.</summary>
    public bool CountEqualMessagesOnce { get; init; }

    /// <summary>How many messages the sidecar brings in one request at most. With 1 each comes alone and exactly as it was
    /// published; in bulk the sidecar turns large numbers into floating point.</summary>
    [Range(1, 100_000)]
    public int BulkMaxMessages { get; init; } = 1000;

    /// <summary>How long the sidecar gathers messages for one request.</summary>
    [TimeRange("00:00:00.001", "00:01:00")]
    public TimeSpan BulkMaxAwait { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Also take the dead-letter topics, and keep what comes there in quarantine with <c>dead_letter</c>.</summary>
    public bool KeepDeadLetters { get; init; }

    /// <summary>Whose messages are whose. Without any rule everything belongs to the installation's own tenant; with
    /// rules, a message that none covers is sent to the dead-letter topic.</summary>
    public IReadOnlyList<TenantRule> Tenants { get; init; } = [];
}

/// <summary>Says whose messages are whose. What a message itself says of tenants never counts.</summary>
internal sealed class TenantRule
{
    /// <summary>The tenant.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>The topic; none for every topic with <c>{tenant}</c> in its name.</summary>
    public string? Topic { get; init; }

    /// <summary>Only messages whose CloudEvent has this source, the publisher's app id. A publisher can name another source
    /// than its own, so this is for publishers that trust each other.</summary>
    public string? App { get; init; }

    /// <summary>Only messages with this key. Whoever may publish to the topic chooses the key.</summary>
    public string? Key { get; init; }
}
