using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;

namespace Monolith.Ingest.Loki;

/// <summary>
/// Says that lines may be pushed. Clients ask before they begin (Vector) and operators ask by hand. Whoever gets an answer may
/// push: a line is safe in the spool, wherever the engine is. What else a host waits for is told by <c>/healthz/ready</c>.
/// </summary>
internal static class GetReady
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/ready", () => TypedResults.Text("ready\n"))
            .Describe(
                "Says that lines may be pushed, as Loki does.",
                api => api.GivesAny(StatusCodes.Status200OK, "They may.", "text/plain")
            )
            .AllowAnonymous();
}
