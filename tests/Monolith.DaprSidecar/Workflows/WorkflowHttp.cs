using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.DaprSidecar.Workflows.Management;

namespace Monolith.DaprSidecar.Workflows;

/// <summary>Workflow management over HTTP/1.1. Tokens are checked by the listener.</summary>
public static class WorkflowHttp
{
    private static readonly string[] Prefixes = ["/v1.0", "/v1.0-beta1", "/v1.0-alpha1"];

    /// <summary>Adds the routes to the listener that speaks HTTP/1.1.</summary>
    public static void Map(IEndpointRouteBuilder routes, WorkflowEngine engine)
    {
        var api = new WorkflowApi(engine.Management, engine.Options);
        foreach (var prefix in Prefixes)
        {
            var group = routes.MapGroup($"{prefix}/workflows/{{component}}");
            group.MapPost("/{name}/start", (RequestDelegate)api.StartAsync);
            group.MapGet("/{id}", (RequestDelegate)api.GetAsync);
            group.MapPost("/{id}/raiseEvent/{event}", (RequestDelegate)api.RaiseEventAsync);
            group.MapPost("/{id}/pause", (RequestDelegate)api.PauseAsync);
            group.MapPost("/{id}/resume", (RequestDelegate)api.ResumeAsync);
            group.MapPost("/{id}/terminate", (RequestDelegate)api.TerminateAsync);
            group.MapPost("/{id}/purge", (RequestDelegate)api.PurgeAsync);
        }
    }
}
