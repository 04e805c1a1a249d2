using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.DaprSidecar.Http;
using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.Secrets;

/// <summary>Gives secrets out, within the scopes of the Configuration resource.</summary>
internal sealed class SecretsApi(ResourceSet resources, SidecarOptions options)
{
    private readonly Dictionary<string, SecretStore> _stores = resources
        .Components.Where(component => component.Block == "secretstores")
        .ToDictionary(
            component => component.Name,
            component => SecretStore.Open(component, options),
            StringComparer.Ordinal
        );

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1.0/secrets/{store}/{key}", Get);
        routes.MapGet("/v1.0/secrets/{store}/bulk", GetAll);
    }

    private Task Get(HttpContext context)
    {
        var (name, key) = (context.Request.Route("store"), context.Request.Route("key"));
        var store = Store(name);
        if (!IsAllowed(name, key))
        {
            throw new ApiException(403, "ERR_PERMISSION_DENIED", $"access denied by policy to get {key} from {name}");
        }

        return store.TryGet(key, out var secret)
            ? context.Response.WriteJsonAsync(secret)
            : throw new ApiException(
                500,
                "ERR_SECRET_GET",
                $"failed getting secret with key {key} from secret store {name}"
            );
    }

    private Task GetAll(HttpContext context)
    {
        var name = context.Request.Route("store");
        var allowed = Store(name).All.Where(secret => IsAllowed(name, secret.Key));
        return context.Response.WriteJsonAsync(allowed.ToDictionary(StringComparer.Ordinal));
    }

    private SecretStore Store(string name)
    {
        if (_stores.Count == 0)
        {
            throw new ApiException(500, "ERR_SECRET_STORES_NOT_CONFIGURED", "secret store is not configured");
        }

        return _stores.TryGetValue(name, out var store)
            ? store
            : throw new ApiException(401, "ERR_SECRET_STORE_NOT_FOUND", $"failed finding secret store with key {name}");
    }

    private bool IsAllowed(string store, string key)
    {
        var scope = resources
            .Configuration["secrets"]["scopes"]
            .Items.FirstOrDefault(scope => scope["storeName"].Text == store);
        var allowed = scope["allowedSecrets"].Items.Select(secret => secret.Text).ToList();
        return allowed.Count > 0
            ? allowed.Contains(key)
            : scope["defaultAccess"].Text != "deny" && scope["deniedSecrets"].Items.All(secret => secret.Text != key);
    }
}
