using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>Removes a pipeline with all its versions: <c>DELETE /api/v1/pipelines/{name}</c>. Without any, the usual one is in
/// force.</summary>
internal static class DeletePipeline
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/api/v1/pipelines/{name}",
                async (string name, HttpContext http, PipelineDesk desk, CancellationToken cancellationToken) =>
                {
                    await desk.DeleteAsync(
                        new PipelineKey(TenantId.Of(http.User), name),
                        IfMatch.Of(http.Request),
                        Actor.Of(http.User),
                        cancellationToken
                    );
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Removes a pipeline with all its versions.",
                api =>
                    api.Path("name", "The name of the pipeline.")
                        .ReadsIfMatch()
                        .Gives(StatusCodes.Status204NoContent, "It is gone.")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-pipeline")
                        .Refuses(StatusCodes.Status409Conflict, "kept-in-a-file")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
                        .Refuses(StatusCodes.Status412PreconditionFailed, "outdated")
            )
            .RequireAuthorization(Permissions.ManagePipelines);
}
