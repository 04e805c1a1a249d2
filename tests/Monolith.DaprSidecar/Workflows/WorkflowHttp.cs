using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Monolith.DaprSidecar.Workflows;

/// <summary>Workflow management over HTTP/1.1. Tokens are checked by the listener.</summary>
public static class WorkflowHttp
{
    /// <summary>Adds the routes to the listener that speaks HTTP/1.1.</summary>
    public static void Map(IEndpointRouteBuilder routes, WorkflowEngine engine) =>
        routes.MapGet("/v1.0/workflows/{component}/{id}", (string id) => TypedResults.NotFound());
}
