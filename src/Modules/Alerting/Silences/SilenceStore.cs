using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Silences;

/// <summary>Silences as documents. One that is over is kept for a while, so that people can see why nobody was told.</summary>
internal sealed class SilenceStore(IDocumentStore documents, TimeProvider clock)
{
    /// <summary>How long one is kept after its end, as in Alertmanager.</summary>
    public static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(5);

    private const string Kind = "silence";

    /// <exception cref="NotFoundException">There is none of this id, or it is another tenant's.</exception>
    public async Task<Document<Silence>> GetAsync(TenantId tenant, Guid id, CancellationToken cancellationToken) =>
        await documents.GetAsync<Silence>(Kind, DocumentId(tenant.Value, id), cancellationToken)
        ?? throw new NotFoundException("no-such-silence", $"There is no silence {id}, or it is no longer kept.");

    /// <summary>Those of all tenants.</summary>
    public async Task<IReadOnlyList<Silence>> ListAsync(CancellationToken cancellationToken)
    {
        var silences = new List<Silence>();
        await foreach (var document in documents.ListAllAsync<Silence>(Kind, cancellationToken))
        {
            silences.Add(document.Value);
        }

        return silences;
    }

    /// <summary>Makes changes durable, with what the audit trail is to know of them.</summary>
    public Task CommitAsync(DocumentChanges changes, CancellationToken cancellationToken) =>
        documents.CommitAsync(changes, cancellationToken);

    /// <summary>Adds a silence.</summary>
    public DocumentChanges Add(DocumentChanges changes, Silence silence, Actor actor) =>
        changes
            .Add(Kind, DocumentId(silence.Tenant, silence.Id), silence, TimeToLive(silence))
            .Audit(Entry("created", silence, actor));

    /// <summary>Replaces a silence as it was read.</summary>
    public DocumentChanges Replace(DocumentChanges changes, Document<Silence> read, Silence silence, Actor actor)
    {
        var isExpired = silence.StateAt(clock.GetUtcNow()) == SilenceState.Expired;
        return changes
            .Replace(Kind, DocumentId(silence.Tenant, silence.Id), silence, read.ETag, TimeToLive(silence))
            .Audit(Entry(isExpired ? "expired" : "updated", silence, actor));
    }

    private TimeSpan TimeToLive(Silence silence) => silence.EndsAt + KeptAfterEnd - clock.GetUtcNow();

    private static string DocumentId(string tenant, Guid id) => $"{tenant}@{id}";

    private static AuditEntry Entry(string what, Silence silence, Actor actor) =>
        new()
        {
            Id = $"silence-{what}.{silence.Id}.{silence.UpdatedAt.UtcTicks}",
            Tenant = silence.Tenant,
            Time = silence.UpdatedAt,
            Action = $"alerting.silence.{what}",
            Actor = actor,
            Target = new AuditTarget("silence", $"{silence.Id}"),
            Reason = silence.Comment,
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["matchers"] = string.Join(',', silence.Matchers),
                ["startsAt"] = $"{silence.StartsAt:O}",
                ["endsAt"] = $"{silence.EndsAt:O}",
            },
        };
}
