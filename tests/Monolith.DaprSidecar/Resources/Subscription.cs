namespace Monolith.DaprSidecar.Resources;

/// <summary>Where messages of a topic go. A rule without an expression is the default.</summary>
internal sealed record SubscriptionRule(string Match, string Path);

/// <summary>How many messages a bulk delivery takes at most, and how long it waits for them. 0 leaves it to the component.</summary>
internal sealed record BulkSubscribe(int MaxMessages, TimeSpan MaxAwait);

/// <summary>What an app wants from a topic, whether a file or the app itself says so.</summary>
internal sealed record Subscription(string PubSubName, string Topic)
{
    /// <summary><c>PROGRAMMATIC</c> or <c>DECLARATIVE</c>.</summary>
    public required string Type { get; init; }

    public required IReadOnlyList<SubscriptionRule> Rules { get; init; }

    public string? DeadLetterTopic { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Null for deliveries one by one.</summary>
    public BulkSubscribe? Bulk { get; init; }

    /// <summary>Whether messages are no CloudEvents, and are wrapped before they are delivered.</summary>
    public bool IsRaw => bool.TryParse(Metadata.GetValueOrDefault("rawPayload"), out var raw) && raw;

    /// <summary>From a Subscription resource.</summary>
    public static Subscription Read(Yaml spec)
    {
        var rules = spec["routes"]
            ["rules"]
            .Items.Select(rule => new SubscriptionRule(rule["match"].Text ?? "", rule["path"].Text ?? ""));
        var fallback = spec["routes"]["default"].Text ?? spec["route"].Text;
        var bulk = spec["bulkSubscribe"];
        return new Subscription(spec["pubsubname"].Text ?? "", spec["topic"].Text ?? "")
        {
            Type = "DECLARATIVE",
            Rules = fallback is null ? [.. rules] : [.. rules, new SubscriptionRule("", fallback)],
            DeadLetterTopic = spec["deadLetterTopic"].Text,
            Metadata = spec["metadata"].ToTexts(),
            Bulk = bulk["enabled"].IsTrue ? new BulkSubscribe(Number(bulk["maxMessagesCount"]), Await(bulk)) : null,
        };
    }

    private static TimeSpan Await(Yaml bulk) => TimeSpan.FromMilliseconds(Number(bulk["maxAwaitDurationMs"]));

    private static int Number(Yaml value) => int.TryParse(value.Text, out var number) ? number : 0;
}
