using System.Collections.Frozen;
using Monolith.Platform.Security;

namespace Monolith.Access.Roles;

/// <summary>The roles that every tenant has. They see every row and hide no field of their own accord.</summary>
internal static class BuiltInRoles
{
    /// <summary>Sends, and does nothing else.</summary>
    public const string Ingest = "ingest";

    /// <summary>Everything there is. Somebody has it in each tenant that ever had somebody with it.</summary>
    public const string Owner = "owner";

    private static readonly string[] Viewer = [Permissions.ReadLogs, Permissions.ReadAlerts];

    // Each of these opens what an owner gives to few, and for a reason.
    private static readonly string[] OwnersOnly =
    [
        Permissions.SeeSensitive,
        Permissions.SeeSecret,
        Permissions.RevealValues,
        Permissions.ReadRawQuarantine,
        Permissions.ManageAudit,
        Permissions.ManageTenants,
    ];

    /// <summary>What each may do, by name, from the least to the most.</summary>
    public static IReadOnlyList<BuiltInRole> All { get; } =
    [
        new(Ingest, "Sends telemetry.", [Permissions.WriteLogs]),
        new("viewer", "Searches, and sees alerts.", Viewer),
        new("analyst", "Exports, and keeps searches.", [.. Viewer, Permissions.ExportLogs, Permissions.ManageSaved]),
        new(
            "operator",
            "Changes alerts, and approves what healing wants to do.",
            [
                .. Viewer,
                Permissions.ManageAlerts,
                Permissions.ReadHealing,
                Permissions.ApproveHealing,
                Permissions.ReadPipelines,
                Permissions.ReadQuarantine,
            ]
        ),
        new("auditor", "Reads the audit trail, and nothing else.", [Permissions.ReadAudit]),
        new(
            "admin",
            "Everything but what only owners give: sensitive fields, revealing values, raw quarantine, the trail's keeping, tenants.",
            [.. Permissions.All.Except(OwnersOnly, StringComparer.Ordinal)]
        ),
        new(Owner, "Everything.", [.. Permissions.All]),
    ];

    private static readonly FrozenDictionary<string, BuiltInRole> ByName = All.ToFrozenDictionary(
        role => role.Name,
        StringComparer.Ordinal
    );

    /// <summary>The role of this name; null when no built-in one has it.</summary>
    public static BuiltInRole? Find(string name) => ByName.GetValueOrDefault(name);
}

/// <summary>A role that every tenant has.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Permissions">What those who have it may do.</param>
internal sealed record BuiltInRole(string Name, string Description, IReadOnlyList<string> Permissions);
