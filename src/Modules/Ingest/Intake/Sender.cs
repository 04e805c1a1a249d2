using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Intake;

/// <summary>Who sends.</summary>
/// <param name="Tenant">Whose data it becomes.</param>
/// <param name="Key">The name of the key or of the listener that it came by, never the key itself.</param>
/// <param name="Idempotency">What the client calls this request, or null when it has no name for it.</param>
/// <param name="Ids">What the client says that the request belongs to, or null when it says nothing.</param>
internal readonly record struct Sender(
    TenantId Tenant,
    string Key,
    IdempotencyKey? Idempotency = null,
    RequestIds? Ids = null
)
{
    /// <summary>The sender of a request, whose door has asked for a permission.</summary>
    public static Sender Of(HttpContext context) => Of(context, requestedTenant: null);

    /// <summary>The sender of a request that may name a tenant.</summary>
    /// <param name="context">The request, whose door has asked for a permission.</param>
    /// <param name="requestedTenant">The tenant's name as the request says it; null or empty when it says none.</param>
    /// <exception cref="InvalidRequestException">It is no name of a tenant.</exception>
    /// <exception cref="NotAllowedException">The key may not bring data of this tenant.</exception>
    public static Sender Of(HttpContext context, string? requestedTenant)
    {
        var key = context.User.FindFirstValue(ClaimTypes.Name) ?? "";
        if (string.IsNullOrEmpty(requestedTenant))
        {
            return Of(context, TenantId.Of(context.User), key);
        }

        if (!TenantId.IsName(requestedTenant))
        {
            throw new InvalidRequestException(
                "tenant",
                "This is no name of a tenant. Use up to 64 letters, digits, '-', '_' or '.'."
            );
        }

        var tenant = new TenantId(requestedTenant);
        return tenant.MayBeNamedBy(context.User)
            ? Of(context, tenant, key)
            : throw new NotAllowedException(
                "tenant-not-allowed",
                $"The key '{key}' may not bring data of the tenant '{tenant}'. Name another one, or none."
            );
    }

    private static Sender Of(HttpContext context, TenantId tenant, string key) =>
        new(tenant, key, IdempotencyKey.Of(context, tenant, key), IdHeaders.Read(context.Request.Headers));
}
