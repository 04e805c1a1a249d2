using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.DaprSidecar.Http;

namespace Monolith.DaprSidecar.Health;

/// <summary>Says whether the sidecar is up: alone (outbound), and together with its app.</summary>
internal sealed class HealthApi(SidecarOptions options, Func<bool> isReady)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1.0/healthz", Health);

        // The listeners answer last in the start-up, so whoever reaches this route reaches everything behind it.
        routes.MapGet(
            "/v1.0/healthz/outbound",
            context =>
            {
                context.Response.NoContent();
                return Task.CompletedTask;
            }
        );
    }

    private Task Health(HttpContext context)
    {
        if (context.Request.Query["appid"].ToString() is { Length: > 0 } appId && appId != options.AppId)
        {
            throw new ApiException(500, "ERR_HEALTH_APPID_NOT_MATCH", "dapr app-id does not match");
        }

        if (!isReady())
        {
            throw new ApiException(500, "ERR_HEALTH_NOT_READY", "dapr is not ready: [app]");
        }

        context.Response.NoContent();
        return Task.CompletedTask;
    }
}
