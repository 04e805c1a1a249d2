using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.DaprSidecar.Workflows.Grpc;

namespace Monolith.DaprSidecar.Workflows;

/// <summary>The worker protocol: gRPC over HTTP/2 without TLS.</summary>
public static class WorkflowService
{
    /// <summary>Adds the methods to the listener that speaks HTTP/2.</summary>
    /// <param name="routes">The listener.</param>
    /// <param name="engine">Whose methods they are.</param>
    /// <param name="apiToken">What callers must show; null when anyone may call.</param>
    public static void Map(IEndpointRouteBuilder routes, WorkflowEngine engine, string? apiToken)
    {
        var calls = new GrpcCalls(engine, apiToken);
        routes.MapPost(
            "/TaskHubSidecarService/{method}",
            (RequestDelegate)(context => calls.AnswerAsync(context, (string)context.Request.RouteValues["method"]!))
        );
    }
}
