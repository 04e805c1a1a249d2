using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>Puts the version into force again that was before: <c>POST /api/v1/pipelines/{name}/rollback</c>.</summary>
internal static class RollBackPipeline
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/pipelines/{name}/rollback",
                async (string name, HttpContext http, PipelineDesk desk, CancellationToken cancellationToken) =>
                {
                    var version = await PipelineBodies.ReadVersionAsync(http.Request, cancellationToken);
                    var done = await desk.RollBackAsync(
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
                "Puts the version of a pipeline into force again that was before, or an earlier one.",
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
                        .Refuses(StatusCodes.Status409Conflict, "nothing-to-roll-back")
                        .Refuses(StatusCodes.Status409Conflict, "kept-in-a-file")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
                        .Refuses(StatusCodes.Status412PreconditionFailed, "outdated")
            )
            .WithMetadata(new RequestSizeLimitAttribute(PipelineBodies.MaxDocumentBytes))
            .RequireAuthorization(Permissions.ManagePipelines);
}
