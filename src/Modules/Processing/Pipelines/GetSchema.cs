using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>The JSON schema of pipelines, for editors: <c>GET /api/v1/pipelines/schema.json</c>.</summary>
internal static class GetSchema
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/pipelines/schema.json",
                (PipelineSchema schema) => TypedResults.Text(schema.Text, "application/schema+json")
            )
            .Describe(
                "Gives the JSON schema of pipelines, for editors.",
                api => api.GivesAny(StatusCodes.Status200OK, "The schema.", "application/schema+json")
            )
            .RequireAuthorization(Permissions.ReadPipelines);
}
