using System.Text;
using Monolith.Platform.Security;

namespace Monolith.Ingest.PubSub;

/// <summary>What the messages of a topic are.</summary>
internal enum TopicContent
{
    /// <summary>Log records.</summary>
    Logs,

    /// <summary>Events, each of which becomes a log record.</summary>
    Events,

    /// <summary>Traces.</summary>
    Traces,

    /// <summary>Messages that could not be delivered.</summary>
    DeadLetters,
}

/// <summary>One topic that the sidecar delivers, and whose messages come on it.</summary>
/// <param name="Name">The topic's name on the component.</param>
/// <param name="Content">What its messages are.</param>
/// <param name="Route">The path that they are posted to: one for each topic, so that nobody has to believe what a message
/// says about its topic.</param>
/// <param name="Tenants">Whose they are.</param>
internal sealed record PubSubTopic(string Name, TopicContent Content, string Route, TopicTenants Tenants)
{
    /// <summary>What stands for a tenant's name in a topic's.</summary>
    public const string TenantHole = "{tenant}";

    private const string DeadSuffix = "-dead";

    /// <summary>The name as it goes into names of deliveries.</summary>
    public ReadOnlyMemory<byte> Utf8Name { get; } = Encoding.UTF8.GetBytes(Name);

    /// <summary>What the topic's messages are, as metrics say it.</summary>
    public string ContentName { get; } =
        Content switch
        {
            TopicContent.Logs => "logs",
            TopicContent.Events => "events",
            TopicContent.Traces => "traces",
            _ => "dead_letters",
        };

    /// <summary>The topic that takes what could not be delivered.</summary>
    public string DeadLetterTopic => Name + DeadSuffix;

    /// <summary>True when the name has a hole for tenants.</summary>
    public static bool IsPattern(string name) => name.Contains(TenantHole, StringComparison.Ordinal);

    /// <summary>The names in the options, holes and all.</summary>
    public static IEnumerable<string> NamesOf(PubSubOptions options) => Named(options).Select(topic => topic.Name);

    /// <summary>Every topic that there is, one for each tenant where the name has a hole.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="own">The installation's own tenant.</param>
    public static IReadOnlyList<PubSubTopic> All(PubSubOptions options, TenantId own)
    {
        var topics = Named(options).SelectMany(topic => Expand(topic.Name, topic.Content, options, own)).ToList();
        return options.KeepDeadLetters
            ? [.. topics, .. topics.Select(topic => topic.DeadLetters(options, own))]
            : topics;
    }

    private static IEnumerable<(string Name, TopicContent Content)> Named(PubSubOptions options) =>
        Split(options.LogTopics)
            .Select(name => (name, TopicContent.Logs))
            .Concat(Split(options.EventTopics).Select(name => (name, TopicContent.Events)))
            .Concat(Split(options.TraceTopics).Select(name => (name, TopicContent.Traces)))
            .DistinctBy(topic => topic.name, StringComparer.Ordinal);

    private static string[] Split(string names) =>
        names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<PubSubTopic> Expand(
        string name,
        TopicContent content,
        PubSubOptions options,
        TenantId own
    )
    {
        if (!IsPattern(name))
        {
            yield return Create(name, content, options, TopicTenants.Of(name, options.Tenants, own));
            yield break;
        }

        foreach (var tenant in options.Tenants.Select(rule => rule.Tenant).Distinct(StringComparer.Ordinal))
        {
            var filled = name.Replace(TenantHole, tenant, StringComparison.Ordinal);
            yield return Create(filled, content, options, TopicTenants.Only(new TenantId(tenant)));
        }
    }

    private static PubSubTopic Create(string name, TopicContent content, PubSubOptions options, TopicTenants tenants)
    {
        var room = $"{options.RoutePrefix}/{content.ToString().ToLowerInvariant()}";
        var isUsual = name.Equals(content.ToString(), StringComparison.OrdinalIgnoreCase);
        return new PubSubTopic(name, content, isUsual ? room : $"{room}/{name}", tenants);
    }

    // Somebody must see what nobody owns: in the dead-letter topic it belongs to the installation.
    private PubSubTopic DeadLetters(PubSubOptions options, TenantId own) =>
        new(DeadLetterTopic, TopicContent.DeadLetters, $"{options.RoutePrefix}/dead/{Name}", Tenants.Or(own));
}
