using System.Net;
using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;
using Monolith.Access.People;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Access.SignIn;

/// <summary>Tells the audit trail who came in, who did not, and who changed what they come in with. Never what was typed: somebody may
/// have typed a password where the address belongs.</summary>
internal sealed class SignInTrail(IDocumentStore documents, IOptions<AccessOptions> options, TimeProvider clock)
{
    private const string Nobody = "unknown";

    /// <summary>What somebody did who has shown who they are.</summary>
    /// <param name="action">What they did.</param>
    /// <param name="person">Who they are.</param>
    /// <param name="tenant">Whose trail it belongs to; null for the installation's own.</param>
    /// <param name="details">What else there is to know.</param>
    public AuditEntry By(
        string action,
        Person person,
        string? tenant,
        params IEnumerable<(string Name, string Value)> details
    ) =>
        Entry(action, new Actor(ActorKind.Caller, person.Email), tenant, person.Id) with
        {
            Details = details.ToDictionary(d => d.Name, d => d.Value, StringComparer.Ordinal),
        };

    /// <summary>What somebody tried who has not shown who they are.</summary>
    /// <param name="action">What they tried.</param>
    /// <param name="person">Whom they said they were; null when there is no such person.</param>
    /// <param name="reason">Why it was refused.</param>
    /// <param name="address">Where they called from.</param>
    public AuditEntry Refused(string action, Person? person, string reason, IPAddress? address) =>
        Entry(action, new Actor(ActorKind.Caller, Nobody), TenantOf(person), person?.Id) with
        {
            Outcome = AuditOutcome.Refused,
            Reason = reason,
            Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["network"] = Networks.About(address) },
        };

    /// <summary>Tells of an act that changes no document. It is durable when the task is done.</summary>
    public Task TellAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        documents.CommitAsync(new DocumentChanges().Audit(entry), cancellationToken);

    private static string? TenantOf(Person? person) => person?.Memberships is [var first, ..] ? first.Tenant : null;

    private AuditEntry Entry(string action, Actor actor, string? tenant, string? personId)
    {
        var now = clock.GetUtcNow();
        return new AuditEntry
        {
            Id = $"access.{Guid.CreateVersion7(now)}",
            Tenant = tenant ?? options.Value.Tenant,
            Time = now,
            Action = action,
            Actor = actor,
            Target = new AuditTarget("person", personId ?? Nobody),
        };
    }
}
