using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>What a version of a pipeline says, as it was written: <c>GET /api/v1/pipelines/{name}/versions/{version}</c>.</summary>
internal static class GetVersion
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/pipelines/{name}/versions/{version:int}",
                async (
                    string name,
                    int version,
                    HttpContext http,
                    PipelineStore store,
                    CancellationToken cancellationToken
                ) =>
                {
                    var key = new PipelineKey(TenantId.Of(http.User), name);
                    await store.GetAsync(key, cancellationToken);
                    var text = await store.ReadAsync(key, version, cancellationToken);
                    return TypedResults.Text(text, text.StartsWith('{') ? "application/json" : "application/yaml");
                }
            )
            .Describe(
                "Shows a version of a pipeline as it was written.",
                api =>
                    api.Path("name", "The name of the pipeline.")
                        .Path("version", "The number of the version.")
                        .GivesAny(StatusCodes.Status200OK, "The document.", PipelineBodies.DocumentTypes)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-pipeline")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-pipeline-version")
            )
            .RequireAuthorization(Permissions.ReadPipelines);
}
