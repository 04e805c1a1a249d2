using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>One pipeline, with what its latest version says: <c>GET /api/v1/pipelines/{name}</c>.</summary>
internal static class GetPipeline
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/pipelines/{name}",
                async (string name, HttpContext http, PipelineDesk desk, CancellationToken cancellationToken) =>
                {
                    var found = await desk.GetAsync(new PipelineKey(TenantId.Of(http.User), name), cancellationToken);
                    http.Response.Headers.ETag = found.ETag;
                    return DocumentJson.Answer(found.Pipeline);
                }
            )
            .Describe(
                "Shows a pipeline with the document of its latest version, and its ETag.",
                api =>
                    api.Path("name", "The name of the pipeline.")
                        .Gives<PipelineView>(StatusCodes.Status200OK, "The pipeline.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-pipeline")
            )
            .RequireAuthorization(Permissions.ReadPipelines);
}
