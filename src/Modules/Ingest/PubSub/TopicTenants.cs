using System.Collections.Frozen;
using System.Text.Unicode;
using Monolith.Platform.Security;

namespace Monolith.Ingest.PubSub;

/// <summary>Whose the messages of one topic are, by rules alone.</summary>
internal sealed class TopicTenants
{
    // No app id or key that a rule names is longer.
    private const int LongestName = 256;

    private readonly TenantId? _otherwise;
    private readonly FrozenDictionary<string, TenantId> _byApp;
    private readonly FrozenDictionary<string, TenantId> _byKey;

    private TopicTenants(
        TenantId? otherwise,
        FrozenDictionary<string, TenantId> byApp,
        FrozenDictionary<string, TenantId> byKey
    ) => (_otherwise, _byApp, _byKey) = (otherwise, byApp, byKey);

    /// <summary>All messages belong to one tenant.</summary>
    public static TopicTenants Only(TenantId tenant) =>
        new(tenant, FrozenDictionary<string, TenantId>.Empty, FrozenDictionary<string, TenantId>.Empty);

    /// <summary>The rules that are about a topic; where there are no rules at all, everything is the installation's own.</summary>
    public static TopicTenants Of(string topic, IReadOnlyList<TenantRule> rules, TenantId own)
    {
        if (rules.Count == 0)
        {
            return Only(own);
        }

        var mine = rules.Where(rule => string.Equals(rule.Topic, topic, StringComparison.Ordinal)).ToList();
        var otherwise = mine.Find(rule => rule is { App: null, Key: null });
        return new TopicTenants(
            otherwise is null ? null : new TenantId(otherwise.Tenant),
            By(mine, rule => rule.App),
            By(mine, rule => rule.Key)
        );
    }

    /// <summary>The same rules, and a tenant for what none of them covers.</summary>
    public TopicTenants Or(TenantId tenant) => new(_otherwise ?? tenant, _byApp, _byKey);

    /// <summary>The tenant of a message, or null when no rule covers it.</summary>
    /// <param name="app">The CloudEvent's source, UTF-8.</param>
    /// <param name="key">The message's key, UTF-8.</param>
    public TenantId? Find(ReadOnlySpan<byte> app, ReadOnlySpan<byte> key) =>
        Find(_byApp, app) ?? Find(_byKey, key) ?? _otherwise;

    private static FrozenDictionary<string, TenantId> By(List<TenantRule> rules, Func<TenantRule, string?> part) =>
        rules
            .Where(rule => part(rule) is not null)
            .ToFrozenDictionary(rule => part(rule)!, rule => new TenantId(rule.Tenant), StringComparer.Ordinal);

    private static TenantId? Find(FrozenDictionary<string, TenantId> tenants, ReadOnlySpan<byte> utf8)
    {
        if (tenants.Count == 0 || utf8.Length > LongestName)
        {
            return null;
        }

        Span<char> name = stackalloc char[LongestName];
        _ = Utf8.ToUtf16(utf8, name, out _, out var length, replaceInvalidSequences: true);
        return tenants.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..length], out var tenant)
            ? tenant
            : null;
    }
}
