using System.Security.Claims;
using Microsoft.Extensions.Configuration;

namespace Monolith.Platform.Security;

/// <summary>Whose data it is. Decided by the door that a request came through; what the request says counts only where
/// the door allows it (<see cref="MayBeNamedBy"/>).</summary>
/// <remarks>Letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, at most 64 of them: the name travels to ClickHouse inside
/// a setting whose parts are separated by <c>|</c>, so nothing else may be in it.</remarks>
public readonly record struct TenantId
{
    /// <summary>The claim type that carries the tenant on an authenticated principal.</summary>
    public const string ClaimType = "monolith.tenant";

    /// <summary>The claim type for each tenant beside their own that the caller may name.</summary>
    public const string OtherClaimType = "monolith.other_tenant";

    /// <summary>Among the tenants that a caller may name: all of them.</summary>
    public const string AnyName = "*";

    /// <summary>The tenant of an installation that has only one.</summary>
    public static readonly TenantId Default = new("default");

    /// <summary>A tenant by name.</summary>
    /// <exception cref="ArgumentException">The name is empty, too long, or has other characters than allowed.</exception>
    public TenantId(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        if (!IsName(value))
        {
            throw new ArgumentException(
                $"'{value}' is no tenant name: use up to 64 letters, digits, '-', '_' or '.'.",
                nameof(value)
            );
        }

        Value = value;
    }

    /// <summary>The name.</summary>
    public string Value { get; }

    /// <summary>Whether this can be the name of a tenant.</summary>
    public static bool IsName(string value) =>
        value.Length is > 0 and <= 64 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>The tenant of the caller.</summary>
    /// <exception cref="InvalidOperationException">The caller has none: the endpoint forgot to ask for a permission.</exception>
    public static TenantId Of(ClaimsPrincipal caller) =>
        new(caller.FindFirstValue(ClaimType) ?? throw new InvalidOperationException("The caller has no tenant."));

    /// <summary>The installation's own tenant: <c>Monolith:Access:Tenant</c>.</summary>
    /// <exception cref="ArgumentException">The setting is no name of a tenant.</exception>
    public static TenantId Own(IConfiguration configuration) =>
        configuration["Monolith:Access:Tenant"] is { } name ? new TenantId(name) : Default;

    /// <summary>Whether the caller may bring data of this tenant by naming it.</summary>
    public bool MayBeNamedBy(ClaimsPrincipal caller) =>
        this == Of(caller) || caller.HasClaim(OtherClaimType, Value) || caller.HasClaim(OtherClaimType, AnyName);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
