using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Rules;

/// <summary>Names a rule among those of all tenants.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RuleKey(TenantId Tenant, string Id)
{
    /// <summary>A number that is the same on every replica and after every start.</summary>
    public ulong Hash => BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(ToString())));

    /// <summary>The id of documents about it.</summary>
    public override string ToString() => $"{Tenant}@{Id}";
}

/// <summary>A rule, where it comes from, and what it means.</summary>
/// <param name="Key">Which rule.</param>
/// <param name="Rule">As it was written.</param>
/// <param name="Plan">With everything filled in.</param>
/// <param name="Origin">Where it comes from.</param>
internal sealed record KnownRule(RuleKey Key, AlertRule Rule, RulePlan Plan, RuleOrigin Origin);

/// <summary>Where a rule comes from.</summary>
/// <param name="File">The file that it stands in; null for a rule of the API.</param>
/// <param name="ETag">The state of its document.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="UpdatedBy">By whom.</param>
internal sealed record RuleOrigin(
    string? File = null,
    string? ETag = null,
    DateTimeOffset? UpdatedAt = null,
    string? UpdatedBy = null
);

/// <summary>A rule of the API as a document.</summary>
internal sealed record StoredRule(AlertRule Rule, DateTimeOffset UpdatedAt, string UpdatedBy);
