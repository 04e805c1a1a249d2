using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Intake;

/// <summary>Who sends.</summary>
/// <param name="Tenant">Whose data it becomes.</param>
/// <param name="Key">The name of the key or of the listener that it came by, never the key itself.</param>
internal readonly record struct Sender(TenantId Tenant, string Key)
{
    /// <summary>The sender of a request, whose door has asked for a permission.</summary>
    public static Sender Of(HttpContext context) =>
        new(TenantId.Of(context.User), context.User.FindFirstValue(ClaimTypes.Name) ?? "");
}
