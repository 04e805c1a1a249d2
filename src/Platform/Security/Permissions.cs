namespace Monolith.Platform.Security;

/// <summary>The names of the authorization policies that endpoints ask for.</summary>
public static class Permissions
{
    /// <summary>The claim type for each of them that an authenticated principal has.</summary>
    public const string ClaimType = "monolith.permission";

    /// <summary>The policy of endpoints that are for whomever a door has let in, whatever else they may do. No permission, so that no
    /// role gives it.</summary>
    public const string AnyCaller = "caller";

    /// <summary>May send telemetry.</summary>
    public const string WriteLogs = "logs:write";

    /// <summary>May search telemetry.</summary>
    public const string ReadLogs = "logs:read";

    /// <summary>May take out any number of records as a file.</summary>
    public const string ExportLogs = "logs:export";

    /// <summary>May see fields that a contract calls sensitive.</summary>
    public const string SeeSensitive = "fields:sensitive";

    /// <summary>May see fields that a contract calls secret.</summary>
    public const string SeeSecret = "fields:secret";

    /// <summary>May keep searches, views and dashboards for everybody of the tenant.</summary>
    public const string ManageSaved = "saved:manage";

    /// <summary>May see workflows and step in.</summary>
    public const string ManageWorkflows = "workflows:manage";

    /// <summary>May see rules, alerts, silences and receivers.</summary>
    public const string ReadAlerts = "alerts:read";

    /// <summary>May change rules, silences and receivers.</summary>
    public const string ManageAlerts = "alerts:manage";

    /// <summary>May see policies and runs of healing.</summary>
    public const string ReadHealing = "healing:read";

    /// <summary>May change policies, pull the kill switch and abort runs.</summary>
    public const string ManageHealing = "healing:manage";

    /// <summary>May approve or refuse what a run of healing wants to do.</summary>
    public const string ApproveHealing = "healing:approve";

    /// <summary>May read the audit trail and verify it.</summary>
    public const string ReadAudit = "audit:read";

    /// <summary>May add entries to the audit trail: what other systems have done.</summary>
    public const string WriteAudit = "audit:write";

    /// <summary>May change how long the trail is kept, what is held, and where it is anchored.</summary>
    public const string ManageAudit = "audit:manage";

    /// <summary>May see people, service accounts, teams, roles and keys of the tenant; no secrets.</summary>
    public const string ReadAccess = "access:read";

    /// <summary>May change people, service accounts, teams, roles and keys of the tenant. Nobody gives more than they have.</summary>
    public const string ManageAccess = "access:manage";

    /// <summary>May add tenants and change their plans.</summary>
    public const string ManageTenants = "tenants:manage";

    /// <summary>May see what was refused, with what looks secret covered.</summary>
    public const string ReadQuarantine = "quarantine:read";

    /// <summary>May have refused records read again.</summary>
    public const string ManageQuarantine = "quarantine:manage";

    /// <summary>May see refused records as they came, secrets and all.</summary>
    public const string ReadRawQuarantine = "quarantine:raw";

    /// <summary>May see pipelines, contracts, destinations and what they counted.</summary>
    public const string ReadPipelines = "pipelines:read";

    /// <summary>May change pipelines, contracts and destinations.</summary>
    public const string ManagePipelines = "pipelines:manage";

    /// <summary>May rotate the keys of tokens and have a person forgotten.</summary>
    public const string ManagePrivacy = "privacy:manage";

    /// <summary>May ask for what stands behind a token; another one has to approve.</summary>
    public const string RevealValues = "privacy:reveal";

    /// <summary>May approve that another one sees what stands behind a token.</summary>
    public const string ApproveReveals = "privacy:approve";

    /// <summary>May read Monolith's own metrics.</summary>
    public const string ReadMetrics = "metrics:read";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        WriteLogs,
        ReadLogs,
        ExportLogs,
        SeeSensitive,
        SeeSecret,
        ManageSaved,
        ManageWorkflows,
        ReadAlerts,
        ManageAlerts,
        ReadHealing,
        ManageHealing,
        ApproveHealing,
        ReadAudit,
        WriteAudit,
        ManageAudit,
        ReadAccess,
        ManageAccess,
        ManageTenants,
        ReadQuarantine,
        ManageQuarantine,
        ReadRawQuarantine,
        ReadPipelines,
        ManagePipelines,
        ManagePrivacy,
        RevealValues,
        ApproveReveals,
        ReadMetrics,
    ];
}
