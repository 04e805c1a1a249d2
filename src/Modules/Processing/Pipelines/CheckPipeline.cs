using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>Says what is wrong with a document: <c>POST /api/v1/pipelines/check</c>.</summary>
internal static class CheckPipeline
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/pipelines/check",
                async (HttpContext http, PipelineDesk desk, CancellationToken cancellationToken) =>
                {
                    var text = await PipelineBodies.ReadDocumentAsync(http.Request, cancellationToken);
                    var errors = desk.Check(TenantId.Of(http.User), name: null, text);
                    return DocumentJson.Answer(new Response(errors.Count == 0, errors));
                }
            )
            .Describe(
                "Says what is wrong with a pipeline's document, and keeps nothing of it.",
                api =>
                    api.TakesAny("The document.", PipelineBodies.DocumentTypes)
                        .Gives<Response>(
                            StatusCodes.Status200OK,
                            "Whether it could be published, and what is wrong.",
                            DocumentJson.Options
                        )
            )
            .WithMetadata(new RequestSizeLimitAttribute(PipelineBodies.MaxDocumentBytes))
            .RequireAuthorization(Permissions.ReadPipelines);

    /// <param name="Valid">Whether it could be published.</param>
    /// <param name="Errors">What is wrong, with the places in the document.</param>
    internal sealed record Response(bool Valid, IReadOnlyList<PipelineFault> Errors);
}
