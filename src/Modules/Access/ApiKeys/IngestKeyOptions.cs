using Monolith.Platform.Security;

namespace Monolith.Access.ApiKeys;

/// <summary>One named key that may send (<c>Monolith:Access:IngestKeys:NAME</c>).</summary>
internal sealed class IngestKeyOptions
{
    /// <summary>The key. At least 16 characters.</summary>
    public string Key { get; init; } = "";

    /// <summary>Whose data it becomes when a request names no tenant. When none, <see cref="AccessOptions.Tenant"/>.</summary>
    public string? Tenant { get; init; }

    /// <summary>Which other tenants a request with this key may name, separated by commas; <c>*</c> for all. A request that names
    /// one that is not among them gets 403.</summary>
    public string OtherTenants { get; init; } = "";

    /// <summary>The names in <see cref="OtherTenants"/>.</summary>
    public string[] OtherTenantNames =>
        OtherTenants.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What is wrong with it, in words that follow its setting's name; null when nothing is.</summary>
    public string? Problem =>
        Key.Length < AccessOptions.ShortestKey ? $":Key must have at least {AccessOptions.ShortestKey} characters."
        : Tenant is not null && !TenantId.IsName(Tenant) ? $":Tenant '{Tenant}' is no tenant name."
        : Array.Find(OtherTenantNames, name => name != TenantId.AnyName && !TenantId.IsName(name)) is { } wrong
            ? $":OtherTenants has '{wrong}', which is no tenant name."
        : null;
}
