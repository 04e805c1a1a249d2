namespace Monolith.Audit.Events;

/// <summary>What other systems may tell of, and what each act must come with.</summary>
internal static class DomainActions
{
    /// <summary>What stands before the action in the trail, so that nobody outside can tell what only Monolith itself may.</summary>
    public const string Prefix = "domain.";

    private static readonly Dictionary<string, DomainNeeds> Known = new(StringComparer.Ordinal)
    {
        ["account.created"] = DomainNeeds.Subject,
        ["account.disabled"] = DomainNeeds.Subject,
        ["account.enabled"] = DomainNeeds.Subject,
        ["account.deleted"] = DomainNeeds.Subject,
        ["account.role_changed"] = DomainNeeds.Subject | DomainNeeds.Changes,
        ["account.permission_changed"] = DomainNeeds.Subject | DomainNeeds.Changes,
        ["account.mfa_reset"] = DomainNeeds.Subject,
        ["account.password_reset"] = DomainNeeds.Subject,
        ["account.login_succeeded"] = DomainNeeds.Subject,
        ["account.login_failed"] = DomainNeeds.None, // whoever it was may be nobody's account
        ["account.api_key_created"] = DomainNeeds.Subject,
        ["account.api_key_rotated"] = DomainNeeds.Subject,
        ["account.api_key_revoked"] = DomainNeeds.Subject,

        ["grade.created"] = DomainNeeds.Subject | DomainNeeds.Changes | DomainNeeds.Reason,
        ["grade.changed"] = DomainNeeds.Subject | DomainNeeds.Changes | DomainNeeds.Reason,
        ["grade.deleted"] = DomainNeeds.Subject | DomainNeeds.Changes | DomainNeeds.Reason,
        ["grade.imported"] = DomainNeeds.Reason,
        ["grade.published"] = DomainNeeds.Reason,
        ["grade.appeal_decided"] = DomainNeeds.Subject | DomainNeeds.Reason,

        ["admin.config_changed"] = DomainNeeds.Changes,
        ["admin.retention_changed"] = DomainNeeds.Changes,
        ["admin.permission_changed"] = DomainNeeds.Changes,
        ["admin.tenant_changed"] = DomainNeeds.Changes,
        ["admin.data_exported"] = DomainNeeds.None,
        ["admin.kill_switch_pulled"] = DomainNeeds.Reason,
        ["admin.impersonation_started"] = DomainNeeds.Subject | DomainNeeds.Reason,
        ["admin.impersonation_stopped"] = DomainNeeds.Subject,

        ["proctoring.session_started"] = DomainNeeds.Subject,
        ["proctoring.session_stopped"] = DomainNeeds.Subject,
        ["proctoring.flag_raised"] = DomainNeeds.Subject | DomainNeeds.Model | DomainNeeds.Evidence,
        ["proctoring.decision_made"] = DomainNeeds.Subject | DomainNeeds.Reason | DomainNeeds.Evidence,
        ["proctoring.decision_overridden"] = DomainNeeds.Subject | DomainNeeds.Reason,
        ["proctoring.evidence_accessed"] = DomainNeeds.Subject | DomainNeeds.Reason | DomainNeeds.Evidence,
    };

    /// <summary>All of them.</summary>
    public static IEnumerable<string> All => Known.Keys;

    /// <summary>What an act must come with; null when it is not known.</summary>
    public static DomainNeeds? NeedsOf(string action) => Known.TryGetValue(action, out var needs) ? needs : null;
}

/// <summary>What an act must come with.</summary>
[Flags]
internal enum DomainNeeds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The person whom it concerns.</summary>
    Subject = 1,

    /// <summary>A reason.</summary>
    Reason = 2,

    /// <summary>Values before and after.</summary>
    Changes = 4,

    /// <summary>The version of a model, and how sure it was.</summary>
    Model = 8,

    /// <summary>The hash of the evidence.</summary>
    Evidence = 16,
}
