using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Healing.Policies;

/// <summary>How a policy has fared: what its circuit breaker counts.</summary>
/// <param name="Failures">How many runs in a row acted and did not heal.</param>
/// <param name="SuspendedAt">Since when it does nothing because of them; null when it works.</param>
internal sealed record PolicyHealth(int Failures, DateTimeOffset? SuspendedAt)
{
    /// <summary>Of a policy that has not done anything yet.</summary>
    public static readonly PolicyHealth New = new(0, SuspendedAt: null);

    /// <summary>After a run that acted.</summary>
    public PolicyHealth After(bool healed, Breaker breaker, DateTimeOffset now) =>
        healed ? New
        : Failures + 1 < breaker.Failures ? new PolicyHealth(Failures + 1, SuspendedAt)
        : new PolicyHealth(Failures + 1, SuspendedAt ?? now);
}

/// <summary>Remembers how policies fare. Thread-safe.</summary>
internal sealed class PolicyHealthStore(IDocumentStore documents)
{
    private const string Kind = "healing-policy-health";

    /// <summary>How a policy fares, and the state that says so.</summary>
    public async Task<(PolicyHealth Health, string? ETag)> GetAsync(
        TenantId tenant,
        string policyId,
        CancellationToken cancellationToken
    ) =>
        await documents.GetAsync<PolicyHealth>(Kind, $"{tenant}@{policyId}", cancellationToken) is { } document
            ? (document.Value, document.ETag)
            : (PolicyHealth.New, null);

    /// <summary>Remembers how a policy fares from now on. A conflict when it is not as it was read.</summary>
    public static DocumentChanges Save(
        DocumentChanges changes,
        TenantId tenant,
        string policyId,
        PolicyHealth health,
        string? read
    ) =>
        read is null
            ? changes.Add(Kind, $"{tenant}@{policyId}", health)
            : changes.Replace(Kind, $"{tenant}@{policyId}", health, read);

    /// <summary>Forgets a policy that is removed.</summary>
    public static DocumentChanges Delete(DocumentChanges changes, TenantId tenant, string policyId) =>
        changes.Delete(Kind, $"{tenant}@{policyId}");
}
