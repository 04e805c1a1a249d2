using System.Security.Claims;
using Monolith.Audit.Contracts;
using Monolith.Platform.Security;

namespace Monolith.Healing.Policies;

/// <summary>What the audit trail says of people who change policies and kill switches.</summary>
internal static class PolicyAudit
{
    /// <summary>Somebody changed something. The entry is committed with the change, so that each has its own.</summary>
    public static AuditEntry Of(
        ClaimsPrincipal caller,
        string action,
        AuditTarget target,
        DateTimeOffset now,
        string reason = "",
        IReadOnlyDictionary<string, string>? details = null
    ) =>
        new()
        {
            Id = $"healing.{Guid.CreateVersion7(now)}",
            Tenant = TenantId.Of(caller).Value,
            Time = now,
            Action = action,
            Actor = Actor.Of(caller),
            Target = target,
            Reason = reason,
            Details = details ?? new Dictionary<string, string>(StringComparer.Ordinal),
        };

    /// <summary>Somebody changed a policy.</summary>
    public static AuditEntry Of(ClaimsPrincipal caller, string action, Policy policy, DateTimeOffset now) =>
        Of(
            caller,
            action,
            new AuditTarget("healing_policy", policy.Id),
            now,
            details: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["mode"] = HealingJson.Word(policy.Mode),
                ["action"] = policy.Action,
                ["sha256"] = policy.ComputeHash(),
            }
        );
}
