using Microsoft.AspNetCore.Http;
using Monolith.Audit.Contracts;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Quarantine;

/// <summary>Writes into the audit trail who looked at refused records, and who replayed them.</summary>
internal sealed class QuarantineAudit(IAuditTrail trail, TimeProvider clock)
{
    /// <summary>Writes an entry. Called before the deed: what must be audited must not be done when it cannot be.</summary>
    /// <param name="context">The request.</param>
    /// <param name="deed">What is done, as the end of the action's name.</param>
    /// <param name="target">To which record, or <c>*</c> for several.</param>
    /// <param name="details">What else an auditor needs.</param>
    /// <param name="cancellationToken">The request's end.</param>
    /// <exception cref="AuditUnavailableException">The trail takes nothing now.</exception>
    public Task WriteAsync(
        HttpContext context,
        string deed,
        string target,
        Dictionary<string, string> details,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var action = $"ingest.quarantine.{deed}";
        return trail.AppendAsync(
            new AuditEntry
            {
                Id = $"{action}.{Guid.CreateVersion7(now):N}",
                Tenant = TenantId.Of(context.User).Value,
                Time = now,
                Action = action,
                Actor = Actor.Of(context.User),
                Target = new AuditTarget("quarantined_record", target),
                Details = details,
            },
            cancellationToken
        );
    }
}
