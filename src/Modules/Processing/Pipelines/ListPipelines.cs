using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>All pipelines of the tenant: <c>GET /api/v1/pipelines</c>.</summary>
internal static class ListPipelines
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/pipelines",
                async (
                    HttpContext http,
                    PipelineDesk desk,
                    PipelineFolder folder,
                    PipelineCatalog catalog,
                    CancellationToken cancellationToken
                ) =>
                {
                    var tenant = TenantId.Of(http.User);
                    return DocumentJson.Answer(
                        new Response(
                            await desk.ListAsync(tenant, cancellationToken),
                            catalog.Of(tenant).Version,
                            [.. catalog.Of(tenant).Stages.OfType<GuardedStage>().Select(InForce.Of)],
                            tenant == TenantId.Default ? folder.Faults() : null
                        )
                    );
                }
            )
            .Describe(
                "Lists the pipelines of the tenant and the stages that are in force.",
                api =>
                    api.Gives<Response>(
                        StatusCodes.Status200OK,
                        "The pipelines in the order in which they run.",
                        DocumentJson.Options
                    )
            )
            .RequireAuthorization(Permissions.ReadPipelines);

    /// <param name="Pipelines">In the order in which they run: that of their names.</param>
    /// <param name="Version">Which versions are in force on this replica; <c>usual</c> where none was published.</param>
    /// <param name="Stages">The stages of all of them that are in force on this replica.</param>
    /// <param name="BrokenFiles">Files that cannot be read, for the tenant of a single installation only: the others have no
    /// business with files.</param>
    internal sealed record Response(
        IReadOnlyList<PipelineView> Pipelines,
        string Version,
        IReadOnlyList<InForce> Stages,
        IReadOnlyDictionary<string, string>? BrokenFiles
    );

    /// <summary>A stage that runs.</summary>
    internal sealed record InForce(string Pipeline, string Stage, string Kind)
    {
        public static InForce Of(GuardedStage stage) => new(stage.Counts.Pipeline, stage.Name, stage.Kind);
    }
}
