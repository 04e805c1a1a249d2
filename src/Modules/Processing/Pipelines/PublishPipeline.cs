using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>Puts a version into force: <c>POST /api/v1/pipelines/{name}/publish</c>. One with errors never is.</summary>
internal static class PublishPipeline
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/pipelines/{name}/publish",
                async (string name, HttpContext http, PipelineDesk desk, CancellationToken cancellationToken) =>
                {
                    var version = await PipelineBodies.ReadVersionAsync(http.Request, cancellationToken);
                    var done = await desk.PublishAsync(
                        new PipelineKey(TenantId.Of(http.User), name),
                        version,
                        IfMatch.Of(http.Request),
                        Actor.Of(http.User),
                        cancellationToken
                    );
                    http.Response.Headers.ETag = done.ETag;
                    return DocumentJson.Answer(done.Pipeline);
                }
            )
            .Describe(
                "Puts a version of a pipeline into force, the latest unless it names another.",
                api =>
                    api.Path("name", "The name of the pipeline.")
                        .ReadsIfMatch()
                        .Takes<VersionBody>("The version; may be left out.", DocumentJson.Options)
                        .Gives<PipelineView>(
                            StatusCodes.Status200OK,
                            "The pipeline as it is kept.",
                            DocumentJson.Options
                        )
                        .Refuses(StatusCodes.Status404NotFound, "no-such-pipeline")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-pipeline-version")
                        .Refuses(StatusCodes.Status409Conflict, "broken-pipeline")
                        .Refuses(StatusCodes.Status409Conflict, "kept-in-a-file")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
                        .Refuses(StatusCodes.Status412PreconditionFailed, "outdated")
            )
            .WithMetadata(new RequestSizeLimitAttribute(PipelineBodies.MaxDocumentBytes))
            .RequireAuthorization(Permissions.ManagePipelines);
}
