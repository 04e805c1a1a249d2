using System.Text.Json;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Rules;

/// <summary>The rules of the API, as documents.</summary>
internal sealed class RuleStore(IDocumentStore documents, TimeProvider clock)
{
    /// <summary>The kind of the documents.</summary>
    public const string Kind = "alert-rule";

    /// <summary>One rule; null when there is none of this id.</summary>
    public async Task<KnownRule?> FindAsync(RuleKey key, CancellationToken cancellationToken) =>
        RuleIds.IsId(key.Id)
        && await documents.GetAsync<StoredRule>(Kind, key.ToString(), cancellationToken) is { } document
            ? Known(document)
            : null;

    /// <summary>All rules of all tenants.</summary>
    public async Task<IReadOnlyList<KnownRule>> ListAsync(CancellationToken cancellationToken)
    {
        var rules = new List<KnownRule>();
        await foreach (var document in documents.ListAllAsync<StoredRule>(Kind, cancellationToken))
        {
            rules.Add(Known(document));
        }

        return rules;
    }

    /// <summary>Adds a rule.</summary>
    /// <exception cref="ConflictException">There is one of this id.</exception>
    public async Task AddAsync(RuleKey key, AlertRule rule, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        try
        {
            await documents.CommitAsync(
                new DocumentChanges()
                    .Add(Kind, key.ToString(), new StoredRule(rule, now, actor.Name))
                    .Audit(Entry("created", key, rule, actor, now)),
                cancellationToken
            );
        }
        catch (DocumentConflictException)
        {
            throw new ConflictException("rule-already-exists", $"There is a rule {key.Id} already.");
        }
    }

    /// <summary>Replaces a rule as it was read.</summary>
    /// <exception cref="DocumentConflictException">It was changed meanwhile.</exception>
    public async Task ReplaceAsync(KnownRule read, AlertRule rule, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await documents.CommitAsync(
            new DocumentChanges()
                .Replace(Kind, read.Key.ToString(), new StoredRule(rule, now, actor.Name), read.Origin.ETag!)
                .Audit(Entry("updated", read.Key, rule, actor, now)),
            cancellationToken
        );
    }

    /// <summary>Removes a rule as it was read.</summary>
    /// <exception cref="DocumentConflictException">It was changed meanwhile.</exception>
    public async Task DeleteAsync(KnownRule read, Actor actor, CancellationToken cancellationToken) =>
        await documents.CommitAsync(
            new DocumentChanges()
                .Delete(Kind, read.Key.ToString(), read.Origin.ETag!)
                .Audit(Entry("deleted", read.Key, read.Rule, actor, clock.GetUtcNow())),
            cancellationToken
        );

    private static KnownRule Known(Document<StoredRule> document)
    {
        var at = document.Id.IndexOf('@', StringComparison.Ordinal);
        var key = new RuleKey(new TenantId(document.Id[..at]), document.Id[(at + 1)..]);
        var (rule, updatedAt, updatedBy) = document.Value;
        return new KnownRule(
            key,
            rule,
            RulePresets.Plan(rule),
            new RuleOrigin(File: null, document.ETag, updatedAt, updatedBy)
        );
    }

    private static AuditEntry Entry(string what, RuleKey key, AlertRule rule, Actor actor, DateTimeOffset now) =>
        new()
        {
            Id = $"rule-{what}.{key.Hash:x16}.{now.UtcTicks}",
            Tenant = key.Tenant.Value,
            Time = now,
            Action = $"alerting.rule.{what}",
            Actor = actor,
            Target = new AuditTarget("alert_rule", key.Id),
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["rule"] = JsonSerializer.Serialize(rule, ApiJson.Options),
            },
        };
}
