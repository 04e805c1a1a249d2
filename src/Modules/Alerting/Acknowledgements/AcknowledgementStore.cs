using System.Text.Json;
using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Rules;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Acknowledgements;

/// <summary>Acknowledgements as documents, each beside its alert and gone with its firing (<see cref="AlertStore"/>). A change is
/// committed with its entry in the audit trail.</summary>
internal sealed class AcknowledgementStore(IDocumentStore documents, TimeProvider clock)
{
    private const string Kind = "alert-acknowledgement";

    /// <summary>Those of all tenants.</summary>
    public async Task<IReadOnlyList<Acknowledgement>> ListAsync(CancellationToken cancellationToken) =>
        await documents
            .ListAllAsync<Acknowledgement>(Kind, cancellationToken)
            .Select(document => document.Value)
            .ToListAsync(cancellationToken);

    /// <summary>Acknowledges an alert. Of two that somebody wants the newer one counts; the same once more changes nothing.</summary>
    /// <returns>What counts from now on.</returns>
    /// <exception cref="DocumentConflictException">Somebody else was quicker.</exception>
    public async Task<Acknowledgement> SaveAsync(
        Acknowledgement wanted,
        AlertInstance alert,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var rule = new RuleKey(new TenantId(wanted.Tenant), wanted.RuleId);
        var id = DocumentId(rule, wanted.Fingerprint);
        var read = await documents.GetAsync<Acknowledgement>(Kind, id, cancellationToken);
        var before = read?.Value.HoldsFor(alert.ActiveAt, wanted.At) == true ? read.Value : null;
        if (before is not null && wanted.IsRepetitionOf(before))
        {
            return before;
        }

        var changes = new DocumentChanges();
        var timeToLive = wanted.Until - wanted.At;
        _ = read is null
            ? changes.Add(Kind, id, wanted, timeToLive)
            : changes.Replace(Kind, id, wanted, read.ETag, timeToLive);
        changes.Audit(Entry("acknowledged", alert, rule, before, wanted, actor, wanted.At));
        await documents.CommitAsync(changes, cancellationToken);
        return wanted;
    }

    /// <summary>Takes back that an alert was acknowledged, if it was.</summary>
    /// <exception cref="DocumentConflictException">Somebody else was quicker.</exception>
    public async Task WithdrawAsync(RuleKey rule, AlertInstance alert, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = DocumentId(rule, alert.Fingerprint);
        if (
            await documents.GetAsync<Acknowledgement>(Kind, id, cancellationToken) is { } read
            && read.Value.HoldsFor(alert.ActiveAt, now)
        )
        {
            await documents.CommitAsync(
                new DocumentChanges()
                    .Delete(Kind, id, read.ETag)
                    .Audit(Entry("unacknowledged", alert, rule, read.Value, to: null, actor, now)),
                cancellationToken
            );
        }
    }

    /// <summary>Adds to a change of an alert that its firing is over, and what was acknowledged of it.</summary>
    public static void Forget(DocumentChanges changes, RuleKey rule, string fingerprint) =>
        changes.Delete(Kind, DocumentId(rule, fingerprint));

    private static string DocumentId(RuleKey rule, string fingerprint) => $"{rule}@{fingerprint}";

    private static AuditEntry Entry(
        string what,
        AlertInstance alert,
        RuleKey rule,
        Acknowledgement? from,
        Acknowledgement? to,
        Actor actor,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = $"alert-{what}.{rule.Hash:x16}.{alert.Fingerprint}.{now.UtcTicks}",
            Tenant = rule.Tenant.Value,
            Time = now,
            Action = $"alerting.alert.{what}",
            Actor = actor,
            Target = new AuditTarget("alert", alert.Fingerprint),
            Reason = to?.Comment ?? "",
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["rule"] = rule.Id,
                ["labels"] = alert.Labels.ToString(),
                ["activeAt"] = $"{alert.ActiveAt:O}",
                ["from"] = Text(from),
                ["to"] = Text(to),
            },
        };

    private static string Text(Acknowledgement? acknowledgement) =>
        acknowledgement is null
            ? "{}"
            : JsonSerializer.Serialize(AcknowledgementView.Of(acknowledgement), ApiJson.Options);
}
