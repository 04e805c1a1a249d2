using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>Saves a document as a new version, a draft until it is published: <c>PUT /api/v1/pipelines/{name}</c>. With
/// <c>If-Match</c>, only if nobody else changed the pipeline meanwhile.</summary>
internal static class SavePipeline
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut(
                "/api/v1/pipelines/{name}",
                async (string name, HttpContext http, PipelineDesk desk, CancellationToken cancellationToken) =>
                {
                    var text = await PipelineBodies.ReadDocumentAsync(http.Request, cancellationToken);
                    var saved = await desk.SaveAsync(
                        new PipelineKey(TenantId.Of(http.User), name),
                        text,
                        IfMatch.Of(http.Request),
                        Actor.Of(http.User),
                        cancellationToken
                    );
                    http.Response.Headers.ETag = saved.ETag;
                    return DocumentJson.Answer(saved.Pipeline);
                }
            )
            .Describe(
                "Saves a pipeline's document as a new version, which is a draft until it is published.",
                api =>
                    api.Path("name", "The name of the pipeline; a new one is made when there is none.")
                        .ReadsIfMatch()
                        .TakesAny(
                            "The document. It may have errors: the answer lists them.",
                            PipelineBodies.DocumentTypes
                        )
                        .Gives<PipelineView>(
                            StatusCodes.Status200OK,
                            "The pipeline as it is kept.",
                            DocumentJson.Options
                        )
                        .Refuses(StatusCodes.Status409Conflict, "kept-in-a-file")
                        .Refuses(StatusCodes.Status409Conflict, "too-many-pipelines")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
                        .Refuses(StatusCodes.Status412PreconditionFailed, "outdated")
            )
            .WithMetadata(new RequestSizeLimitAttribute(PipelineBodies.MaxDocumentBytes))
            .RequireAuthorization(Permissions.ManagePipelines);
}
