using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.DaprSidecar.Http;
using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.State;

/// <summary>Values by key, with etags, lifetimes and transactions.</summary>
internal sealed class StateApi(IEnumerable<Component> components, Broker broker, SidecarOptions options)
{
    private static readonly string[] Writes = ["POST", "PUT"];

    private readonly Dictionary<string, (StateTable Table, StateKeys Keys)> _stores = components
        .Where(component => component.Block == "state")
        .ToDictionary(
            component => component.Name,
            component => (broker.Outside.State(component.Name), new StateKeys(component, options.AppId)),
            StringComparer.Ordinal
        );

    private DateTimeOffset Now => options.Clock.GetUtcNow();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1.0/state/{store}/{key}", GetAsync);
        routes.MapDelete("/v1.0/state/{store}/{key}", Delete);
        routes.MapMethods("/v1.0/state/{store}", Writes, SaveAsync);
        routes.MapMethods("/v1.0/state/{store}/bulk", Writes, GetBulkAsync);
        routes.MapMethods("/v1.0/state/{store}/transaction", Writes, TransactAsync);
    }

    private async Task GetAsync(HttpContext context)
    {
        var (table, keys) = Store(context);
        if (table.Get(keys.Stored(context.Request.Route("key")), Now) is not { } entry)
        {
            context.Response.NoContent();
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.Headers.ETag = entry.ETag;
        foreach (var (name, value) in Metadata(entry))
        {
            context.Response.Headers["metadata." + name] = value;
        }

        await context.Response.Body.WriteAsync(entry.Value);
    }

    private Task Delete(HttpContext context)
    {
        var (table, keys) = Store(context);
        var request = context.Request;
        var etag = request.Headers.IfMatch.ToString() is { Length: > 0 } sent ? sent : null;
        var change = StateRequests.Change(
            keys.Stored(request.Route("key")),
            value: null,
            etag,
            request.Query["concurrency"]
        );
        Check(table.Apply(change with { IsFirstWrite = false }, Now), "ERR_STATE_DELETE", request.Route("key"));
        context.Response.NoContent();
        return Task.CompletedTask;
    }

    private async Task SaveAsync(HttpContext context)
    {
        var (table, keys) = Store(context);
        var items = await context.Request.ReadJsonAsync(StateRequests.Malformed);
        if (items.ValueKind != JsonValueKind.Array)
        {
            throw StateRequests.Malformed("an array is wanted");
        }

        var metadata = context.Request.Metadata();
        var changes = items
            .EnumerateArray()
            .Select(item => StateRequests.ReadChange(item, keys, metadata, deletes: false))
            .ToList();

        // Each key for itself: what was saved before a refusal stays saved.
        var refusals = changes.Select(change => (change.Key, Refusal: table.Apply(change, Now))).ToList();
        foreach (var (key, refusal) in refusals)
        {
            Check(refusal, "ERR_STATE_SAVE", key);
        }

        context.Response.NoContent();
    }

    private async Task GetBulkAsync(HttpContext context)
    {
        var (table, keys) = Store(context);
        var body = await context.Request.ReadJsonAsync(StateRequests.Malformed);
        if (
            body.ValueKind != JsonValueKind.Object
            || !body.TryGetProperty("keys", out var names)
            || names.ValueKind != JsonValueKind.Array
        )
        {
            throw StateRequests.Malformed("'keys' is missing");
        }

        var answers = names
            .EnumerateArray()
            .Select(name => name.GetString() ?? "")
            .Select(name => BulkItem(name, table.Get(keys.Stored(name), Now)))
            .ToList();
        await context.Response.WriteJsonAsync(answers);
    }

    private async Task TransactAsync(HttpContext context)
    {
        var (table, keys) = Store(context);
        var body = await context.Request.ReadJsonAsync(StateRequests.Malformed);
        if (
            body.ValueKind != JsonValueKind.Object
            || !body.TryGetProperty("operations", out var operations)
            || operations.ValueKind != JsonValueKind.Array
        )
        {
            throw StateRequests.Malformed("'operations' is missing");
        }

        var metadata = StateRequests.Metadata(body, context.Request.Metadata());
        var changes = operations
            .EnumerateArray()
            .Select(operation => ReadOperation(operation, keys, metadata))
            .ToList();
        if (table.Commit(changes, Now) is { } refusal)
        {
            throw new ApiException(
                500,
                "ERR_STATE_TRANSACTION",
                $"error while executing state transaction: {Words(refusal)}"
            );
        }

        context.Response.NoContent();
    }

    private static StateChange ReadOperation(JsonElement operation, StateKeys keys, Dictionary<string, string> metadata)
    {
        if (operation.ValueKind != JsonValueKind.Object || !operation.TryGetProperty("request", out var request))
        {
            throw StateRequests.Malformed("'request' is missing");
        }

        return StateRequests.Text(operation, "operation") switch
        {
            "upsert" => StateRequests.ReadChange(request, keys, metadata, deletes: false),
            "delete" => StateRequests.ReadChange(request, keys, metadata, deletes: true) with { IsFirstWrite = false },
            var other => throw new ApiException(
                400,
                "ERR_NOT_SUPPORTED_STATE_OPERATION",
                $"operation type {other} not supported"
            ),
        };
    }

    private static Dictionary<string, object> BulkItem(string key, StateEntry? entry)
    {
        var item = new Dictionary<string, object>(StringComparer.Ordinal) { ["key"] = key };
        if (entry is not null)
        {
            item["data"] = JsonElement.Parse(entry.Value);
            item["etag"] = entry.ETag;
            if (entry.ExpiresAt is not null)
            {
                item["metadata"] = Metadata(entry);
            }
        }

        return item;
    }

    private static Dictionary<string, string> Metadata(StateEntry entry) =>
        entry.ExpiresAt is { } expiry
            ? new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ttlExpireTime"] = expiry.ToString("yyyy-MM-ddTHH:mm:ssZ"),
            }
            : [];

    private static void Check(StateRefusal? refusal, string errorCode, string key)
    {
        if (refusal is { } why)
        {
            throw new ApiException(
                why == StateRefusal.Mismatch ? 409 : 400,
                errorCode,
                $"failed changing state of key {key}: {Words(why)}"
            );
        }
    }

    private static string Words(StateRefusal refusal) =>
        refusal == StateRefusal.Mismatch ? "possible etag mismatch" : "invalid etag value";

    private (StateTable Table, StateKeys Keys) Store(HttpContext context)
    {
        var name = context.Request.Route("store");
        if (_stores.Count == 0)
        {
            throw new ApiException(500, "ERR_STATE_STORE_NOT_CONFIGURED", "state store is not configured");
        }

        return _stores.TryGetValue(name, out var store)
            ? store
            : throw new ApiException(400, "ERR_STATE_STORE_NOT_FOUND", $"state store {name} is not found");
    }
}
