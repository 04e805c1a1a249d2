using Monolith.Audit.Contracts;
using Monolith.Platform.Security;

namespace Monolith.Processing.Redaction;

/// <summary>What the audit trail is told of keys, tokens and persons: who did what and why, and tokens, but never a value or a key.</summary>
internal sealed class PrivacyAudit(TimeProvider clock)
{
    /// <summary>An entry of something that happens now.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="action">What: <c>processing.key.rotated</c>.</param>
    /// <param name="target">To what.</param>
    /// <param name="reason">Why, in their words.</param>
    /// <param name="details">What else an auditor needs.</param>
    public AuditEntry Entry(
        TenantId tenant,
        Actor by,
        string action,
        AuditTarget target,
        string reason,
        params IEnumerable<(string Name, string Value)> details
    )
    {
        var now = clock.GetUtcNow();
        return new AuditEntry
        {
            Id = $"{action}.{Guid.CreateVersion7(now):N}",
            Tenant = tenant.Value,
            Time = now,
            Action = action,
            Actor = by,
            Target = target,
            Reason = reason,
            Details = details.ToDictionary(d => d.Name, d => d.Value, StringComparer.Ordinal),
        };
    }
}
