using Monolith.Platform.Security;

namespace Monolith.Access.ClientCertificates;

/// <summary>A client that is known by its certificate and may send (<c>Monolith:Access:ClientCertificates:NAME</c>).</summary>
internal sealed class ClientCertificateOptions
{
    public const string Section = "Monolith:Access:ClientCertificates";

    /// <summary>What the certificate says it is for: a host name or an address of the form <c>spiffe://…</c> among its alternative
    /// names, or its common name where it has none of those.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Whose data it brings when a request names no tenant. When none, <c>Monolith:Access:Tenant</c>.</summary>
    public string? Tenant { get; init; }

    /// <summary>Which other tenants its requests may name, separated by commas; <c>*</c> for all.</summary>
    public string OtherTenants { get; init; } = "";

    /// <summary>The names in <see cref="OtherTenants"/>.</summary>
    public string[] OtherTenantNames =>
        OtherTenants.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What is wrong with it, in words that follow its setting's name; null when nothing is.</summary>
    public string? Problem =>
        Subject.Length == 0 ? ":Subject is missing."
        : Tenant is not null && !TenantId.IsName(Tenant) ? $":Tenant '{Tenant}' is no tenant name."
        : Array.Find(OtherTenantNames, name => name != TenantId.AnyName && !TenantId.IsName(name)) is { } wrong
            ? $":OtherTenants has '{wrong}', which is no tenant name."
        : null;
}
