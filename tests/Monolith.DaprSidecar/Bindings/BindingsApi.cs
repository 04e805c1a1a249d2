using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.DaprSidecar.Http;
using Monolith.DaprSidecar.Json;
using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.Bindings;

/// <summary>Invokes output bindings.</summary>
internal sealed class BindingsApi(ResourceSet resources, Broker broker) : IDisposable
{
    private static readonly string[] Verbs = ["POST", "PUT"];

    private readonly Dictionary<string, IOutputBinding> _bindings = resources
        .Components.Where(component => component.Block == "bindings" && component.Type != "bindings.cron")
        .ToDictionary(
            component => component.Name,
            IOutputBinding (component) =>
                component.Type == "bindings.http"
                    ? new HttpBinding(component)
                    : new RecordingBinding(component.Name, broker),
            StringComparer.Ordinal
        );

    public void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/v1.0/bindings/{name}", Verbs, InvokeAsync);

    public void Dispose()
    {
        foreach (var binding in _bindings.Values.OfType<IDisposable>())
        {
            binding.Dispose();
        }
    }

    private async Task InvokeAsync(HttpContext context)
    {
        var name = context.Request.Route("name");
        var body = await context.Request.ReadJsonAsync(Malformed);
        if (!_bindings.TryGetValue(name, out var binding))
        {
            throw Failed(name, $"couldn't find output binding {name}");
        }

        if (await binding.InvokeAsync(Read(body), context.RequestAborted) is not { } result)
        {
            context.Response.NoContent();
            return;
        }

        foreach (var (key, value) in result.Metadata)
        {
            context.Response.Headers["metadata." + key] = value;
        }

        if (result.Error is { } error)
        {
            throw Failed(name, error);
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(result.Data);
    }

    private static BindingCall Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw Malformed("an object is wanted");
        }

        var metadata =
            body.TryGetProperty("metadata", out var entries) && entries.ValueKind == JsonValueKind.Object
                ? entries
                    .EnumerateObject()
                    .ToDictionary(
                        entry => entry.Name,
                        entry => entry.Value.ToString(),
                        StringComparer.OrdinalIgnoreCase
                    )
                : [];
        return new BindingCall(
            body.TryGetProperty("operation", out var operation) ? operation.ToString() : "",
            body.TryGetProperty("data", out var data) ? FloatingJson.Rewrite(data) : default,
            metadata
        );
    }

    private static ApiException Malformed(string why) =>
        new(400, "ERR_MALFORMED_REQUEST", $"failed deserializing HTTP body: {why}");

    private static ApiException Failed(string name, string why) =>
        new(500, "ERR_INVOKE_OUTPUT_BINDING", $"error when invoke output binding {name}: {why}");
}
