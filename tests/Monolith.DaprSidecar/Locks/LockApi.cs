using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.DaprSidecar.Http;
using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.Locks;

/// <summary>Locks that expire. There is no renewal.</summary>
internal sealed class LockApi(ResourceSet resources, Broker broker, SidecarOptions options)
{
    private readonly HashSet<string> _stores = resources
        .Components.Where(component => component.Block == "lock")
        .Select(component => component.Name)
        .ToHashSet(StringComparer.Ordinal);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1.0-alpha1/lock/{store}", LockAsync);
        routes.MapPost("/v1.0-alpha1/unlock/{store}", UnlockAsync);
    }

    private async Task LockAsync(HttpContext context)
    {
        var table = Table(context);
        var body = await context.Request.ReadJsonAsync(Malformed);
        var (resource, owner) = (Required(body, "resourceId"), Required(body, "lockOwner"));
        if (
            !body.TryGetProperty("expiryInSeconds", out var expiry)
            || !expiry.TryGetInt32(out var seconds)
            || seconds <= 0
        )
        {
            throw Malformed("expiryInSeconds is not positive");
        }

        var success = table.TryLock(resource, owner, options.Clock.GetUtcNow(), TimeSpan.FromSeconds(seconds));
        await context.Response.WriteJsonAsync(new { success });
    }

    private async Task UnlockAsync(HttpContext context)
    {
        var table = Table(context);
        var body = await context.Request.ReadJsonAsync(Malformed);
        var status = table.Unlock(Required(body, "resourceId"), Required(body, "lockOwner"), options.Clock.GetUtcNow());
        await context.Response.WriteJsonAsync(new { status = (int)status });
    }

    private static string Required(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty(name, out var value)
        && value.ToString() is { Length: > 0 } text
            ? text
            : throw Malformed($"{name} is empty");

    private static ApiException Malformed(string why) => new(400, "ERR_MALFORMED_REQUEST", why);

    private LockTable Table(HttpContext context)
    {
        var name = context.Request.Route("store");
        if (_stores.Count == 0)
        {
            throw new ApiException(500, "ERR_LOCK_STORE_NOT_CONFIGURED", "lock store is not configured");
        }

        return _stores.Contains(name)
            ? broker.Outside.Locks(name)
            : throw new ApiException(400, "ERR_LOCK_STORE_NOT_FOUND", $"lock store {name} not found");
    }
}
