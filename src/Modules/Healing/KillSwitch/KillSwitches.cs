using System.Text.Json.Serialization;
using Monolith.Platform.Documents;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Healing.KillSwitch;

/// <summary>What a kill switch stops.</summary>
[JsonConverter(typeof(CamelCaseEnum<KillScope>))]
internal enum KillScope
{
    /// <summary>All healing of all tenants.</summary>
    Global,

    /// <summary>All healing of a tenant.</summary>
    Tenant,

    /// <summary>One policy.</summary>
    Policy,
}

/// <summary>A kill switch as somebody left it.</summary>
/// <param name="On">Whether healing is stopped.</param>
/// <param name="By">Who moved it.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
internal sealed record SwitchState(bool On, string By, DateTimeOffset At, string Reason);

/// <summary>The switches that stop healing. They are read anew before every change that healing makes, so that one that is
/// thrown stops the very next change, on all replicas. Thread-safe.</summary>
internal sealed class KillSwitches(IDocumentStore documents)
{
    private const string Kind = "healing-kill-switch";

    /// <summary>How a switch stands; null when nobody has moved it yet.</summary>
    public async Task<Document<SwitchState>?> GetAsync(
        KillScope scope,
        TenantId tenant,
        string policyId,
        CancellationToken cancellationToken
    ) => await documents.GetAsync<SwitchState>(Kind, DocumentId(scope, tenant, policyId), cancellationToken);

    /// <summary>The widest switch that stops a policy now; null when none does.</summary>
    public async Task<(KillScope Scope, SwitchState State)?> FindThrownAsync(
        TenantId tenant,
        string policyId,
        CancellationToken cancellationToken
    )
    {
        foreach (var scope in Enum.GetValues<KillScope>())
        {
            if (await GetAsync(scope, tenant, policyId, cancellationToken) is { Value: { On: true } state })
            {
                return (scope, state);
            }
        }

        return null;
    }

    /// <summary>Moves a switch.</summary>
    public static DocumentChanges Save(
        DocumentChanges changes,
        KillScope scope,
        TenantId tenant,
        string policyId,
        SwitchState state
    ) => changes.Save(Kind, DocumentId(scope, tenant, policyId), state);

    // No tenant and no policy has an empty name, so that these never meet.
    private static string DocumentId(KillScope scope, TenantId tenant, string policyId) =>
        scope switch
        {
            KillScope.Global => "@",
            KillScope.Tenant => $"{tenant}@",
            KillScope.Policy => $"{tenant}@{policyId}",
            _ => throw new InvalidOperationException($"{scope} is no scope."),
        };
}
