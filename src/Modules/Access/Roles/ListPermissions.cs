using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.Roles;

/// <summary>Lists what there is to be allowed: <c>GET /api/v1/access/permissions</c>.</summary>
internal static class ListPermissions
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/access/permissions", () => DocumentJson.Answer(new Response(All)))
            .Describe(
                "Lists what there is to be allowed.",
                api => api.Gives<Response>(StatusCodes.Status200OK, "The permissions.", DocumentJson.Options)
            )
            .RequireAuthorization(Permissions.AnyCaller);

    /// <summary>The permissions, in the order of <see cref="Permissions.All"/>.</summary>
    internal static IReadOnlyList<PermissionView> All { get; } =
    [
        new(Permissions.WriteLogs, "Send telemetry."),
        new(Permissions.ReadLogs, "Search telemetry."),
        new(Permissions.ExportLogs, "Take out any number of records as a file."),
        new(Permissions.SeeSensitive, "See fields that a contract calls sensitive."),
        new(Permissions.SeeSecret, "See fields that a contract calls secret."),
        new(Permissions.ManageSaved, "Keep searches, views and dashboards for everybody of the tenant."),
        new(Permissions.ManageWorkflows, "See workflows of all tenants and step in."),
        new(Permissions.ReadAlerts, "See rules, alerts, silences and receivers."),
        new(Permissions.ManageAlerts, "Change rules, silences and receivers, and acknowledge alerts."),
        new(Permissions.ReadHealing, "See policies and runs of healing."),
        new(Permissions.ManageHealing, "Change policies, pull the kill switch and abort runs."),
        new(Permissions.ApproveHealing, "Approve or refuse what a run of healing wants to do."),
        new(Permissions.ReadAudit, "Read the audit trail and verify it."),
        new(Permissions.WriteAudit, "Add what other systems have done to the audit trail."),
        new(Permissions.ManageAudit, "Change how long the trail is kept, what is held, and where it is anchored."),
        new(Permissions.ReadAccess, "See people, service accounts, teams, roles and keys; no secrets."),
        new(Permissions.ManageAccess, "Change people, service accounts, teams, roles and keys."),
        new(Permissions.ManageTenants, "Add tenants and change their plans."),
        new(Permissions.ReadQuarantine, "See what was refused, with what looks secret covered."),
        new(Permissions.ManageQuarantine, "Have refused records read again."),
        new(Permissions.ReadRawQuarantine, "See refused records as they came, secrets and all."),
        new(Permissions.ReadPipelines, "See pipelines, contracts, destinations and what they counted."),
        new(Permissions.ManagePipelines, "Change pipelines, contracts and destinations."),
        new(Permissions.ManagePrivacy, "Rotate the keys of tokens and have a person forgotten."),
        new(Permissions.RevealValues, "Ask for what stands behind a token."),
        new(Permissions.ApproveReveals, "Approve that another one sees what stands behind a token."),
        new(Permissions.ReadMetrics, "Read Monolith's own metrics."),
    ];

    internal sealed record Response(IReadOnlyList<PermissionView> Permissions);
}

/// <summary>Something to be allowed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What it allows.</param>
internal sealed record PermissionView(string Name, string Meaning);
