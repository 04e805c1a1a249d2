using Monolith.Platform.Documents;
using Monolith.Platform.Problems;

namespace Monolith.Audit.Contracts;

/// <summary>The append-only, tamper-evident trail of what was done. Thread-safe.</summary>
public interface IAuditTrail
{
    /// <summary>Appends an entry. It is durable and has its place in the trail once this returns; an entry whose id is in the trail
    /// already is not appended again.</summary>
    /// <remarks>For acts that change no document. Where documents change, commit the entry with them:
    /// <see cref="AuditedChanges.Audit"/>.</remarks>
    /// <exception cref="AuditUnavailableException">The trail takes nothing now. What must be audited must not be done.</exception>
    Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken);
}

/// <summary>Changes of documents that are told to the audit trail.</summary>
public static class AuditedChanges
{
    /// <summary>Tells the trail of these changes: the entry is committed with them, all or nothing, and gets its place in the
    /// trail soon after.</summary>
    public static DocumentChanges Audit(this DocumentChanges changes, AuditEntry entry) =>
        changes.Publish(AuditEntry.Topic, entry);
}

/// <summary>The trail takes no entries now, so the act was not done. To a caller over HTTP it is
/// <c>/problems/audit-unavailable</c>.</summary>
public sealed class AuditUnavailableException()
    : ProblemException(
        503,
        "audit-unavailable",
        "The audit trail takes no entries.",
        "What must be audited cannot be done while the audit trail takes no entries. Nothing was done; try again."
    );
