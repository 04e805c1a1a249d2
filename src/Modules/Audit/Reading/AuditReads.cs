using Microsoft.AspNetCore.Http;
using Monolith.Audit.Contracts;
using Monolith.Platform.Security;

namespace Monolith.Audit.Reading;

/// <summary>Who looks at the trail stands in the trail too: one entry for each request.</summary>
internal static class AuditReads
{
    public static AuditEntry Entry(HttpContext http, string action, DateTimeOffset now)
    {
        var tenant = TenantId.Of(http.User).Value;
        return new AuditEntry
        {
            Id = $"{action}.{Guid.CreateVersion7(now):N}",
            Tenant = tenant,
            Time = now,
            Action = action,
            Actor = Actor.Of(http.User),
            Target = new AuditTarget("audit_trail", tenant),
        };
    }
}
