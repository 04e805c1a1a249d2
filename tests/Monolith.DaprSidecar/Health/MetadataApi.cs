using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.DaprSidecar.Http;

namespace Monolith.DaprSidecar.Health;

/// <summary>What the sidecar knows about itself, and what others have noted on it.</summary>
internal sealed class MetadataApi(SidecarOptions options)
{
    private readonly ConcurrentDictionary<string, string> _extended = new(StringComparer.Ordinal);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1.0/metadata", Get);
        routes.MapPut("/v1.0/metadata/{key}", PutAsync);
    }

    private Task Get(HttpContext context) =>
        context.Response.WriteJsonAsync(
            new Dictionary<string, object>(StringComparer.Ordinal) { ["id"] = options.AppId, ["extended"] = _extended }
        );

    private async Task PutAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        _extended[(string)context.Request.RouteValues["key"]!] = await body.ReadToEndAsync(context.RequestAborted);
        context.Response.NoContent();
    }
}
