using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>The versions of a pipeline: <c>GET /api/v1/pipelines/{name}/versions</c>.</summary>
internal static class ListVersions
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/pipelines/{name}/versions",
                async (string name, HttpContext http, PipelineStore store, CancellationToken cancellationToken) =>
                {
                    var key = new PipelineKey(TenantId.Of(http.User), name);
                    var head = (await store.GetAsync(key, cancellationToken)).Value;
                    return DocumentJson.Answer(new Response(head.InForce?.Number, [.. head.Versions.Reverse()]));
                }
            )
            .Describe(
                "Lists the versions of a pipeline, the latest first.",
                api =>
                    api.Path("name", "The name of the pipeline.")
                        .Gives<Response>(StatusCodes.Status200OK, "The versions that are kept.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-pipeline")
            )
            .RequireAuthorization(Permissions.ReadPipelines);

    /// <param name="Published">The version that is in force.</param>
    /// <param name="Versions">The latest first. Of more than a hundred, the oldest that were never in force go first.</param>
    internal sealed record Response(int? Published, IReadOnlyList<SavedVersion> Versions);
}
