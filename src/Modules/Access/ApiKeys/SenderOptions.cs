using Monolith.Platform.Security;

namespace Monolith.Access.ApiKeys;

/// <summary>Whose data somebody brings who may send.</summary>
internal abstract class SenderOptions
{
    /// <summary>Whose data it becomes when a request names no tenant. When none, <see cref="AccessOptions.Tenant"/>.</summary>
    public string? Tenant { get; init; }

    /// <summary>Which other tenants a request may name, separated by commas; <c>*</c> for all. A request that names one that is not
    /// among them gets 403.</summary>
    public string OtherTenants { get; init; } = "";

    /// <summary>The names in <see cref="OtherTenants"/>.</summary>
    public string[] OtherTenantNames =>
        OtherTenants.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What is wrong with the tenants, in words that follow the setting's name; null when nothing is.</summary>
    protected string? TenantProblem =>
        Tenant is not null && !TenantId.IsName(Tenant) ? $":Tenant '{Tenant}' is no tenant name."
        : Array.Find(OtherTenantNames, name => name != TenantId.AnyName && !TenantId.IsName(name)) is { } wrong
            ? $":OtherTenants has '{wrong}', which is no tenant name."
        : null;
}
