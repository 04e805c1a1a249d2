using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.DaprSidecar.App;
using Monolith.DaprSidecar.Http;
using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.Configuration;

/// <summary>Reads configuration and watches it. A restart forgets who watches.</summary>
internal sealed class ConfigurationApi(ResourceSet resources, AppChannel app, Broker broker, SidecarOptions options)
    : IAsyncDisposable
{
    private readonly HashSet<string> _stores = resources
        .Components.Where(component => component.Block == "configuration")
        .Select(component => component.Name)
        .ToHashSet(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, ConfigurationWatch> _watches = new(StringComparer.Ordinal);

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var version in new[] { "v1.0", "v1.0-alpha1" })
        {
            routes.MapGet($"/{version}/configuration/{{store}}", Get);
            routes.MapGet($"/{version}/configuration/{{store}}/subscribe", Subscribe);
            routes.MapGet($"/{version}/configuration/{{store}}/{{id}}/unsubscribe", UnsubscribeAsync);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var watch in _watches.Values)
        {
            await watch.DisposeAsync();
        }
    }

    private Task Get(HttpContext context)
    {
        var items = Table(context).Get(Keys(context));
        if (items.Count > 0)
        {
            return context.Response.WriteJsonAsync(items);
        }

        context.Response.NoContent();
        return Task.CompletedTask;
    }

    private Task Subscribe(HttpContext context)
    {
        var table = Table(context);
        if (options.AppPort is null)
        {
            throw new ApiException(500, "ERR_APP_CHANNEL_NIL", "app channel is not initialized");
        }

        var id = Guid.CreateVersion7(options.Clock.GetUtcNow()).ToString();
        _watches[id] = new ConfigurationWatch(
            id,
            context.Request.Route("store"),
            Keys(context),
            table,
            app,
            options.Log
        );
        return context.Response.WriteJsonAsync(new { id });
    }

    private async Task UnsubscribeAsync(HttpContext context)
    {
        _ = Table(context);
        var id = context.Request.Route("id");
        if (!_watches.TryRemove(id, out var watch))
        {
            await context.Response.WriteJsonAsync(
                new { message = $"subscription {id} does not exist" },
                StatusCodes.Status500InternalServerError
            );
            return;
        }

        await watch.DisposeAsync();
        await context.Response.WriteJsonAsync(new { ok = true });
    }

    private static List<string> Keys(HttpContext context) => [.. context.Request.Query["key"].OfType<string>()];

    private ConfigurationTable Table(HttpContext context)
    {
        var name = context.Request.Route("store");
        if (_stores.Count == 0)
        {
            throw new ApiException(
                500,
                "ERR_CONFIGURATION_STORE_NOT_CONFIGURED",
                "configuration stores not configured"
            );
        }

        return _stores.Contains(name)
            ? broker.Outside.Configuration(name)
            : throw new ApiException(400, "ERR_CONFIGURATION_STORE_NOT_FOUND", $"configuration store {name} not found");
    }
}
