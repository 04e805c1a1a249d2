using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;
using Monolith.Processing.Pipelines.Kinds;

namespace Monolith.Processing.Pipelines;

/// <summary>The kinds of stages that a pipeline may have: <c>GET /api/v1/pipelines/stages</c>.</summary>
internal static class ListKinds
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/pipelines/stages",
                (StageKinds kinds) =>
                    DocumentJson.Answer(new Response([.. kinds.All.Select(kind => new Kind(kind.Name, kind.Summary))]))
            )
            .Describe(
                "Lists the kinds of stages that a pipeline may have.",
                api => api.Gives<Response>(StatusCodes.Status200OK, "The kinds, by name.", DocumentJson.Options)
            )
            .RequireAuthorization(Permissions.ReadPipelines);

    /// <param name="Stages">By name.</param>
    internal sealed record Response(IReadOnlyList<Kind> Stages);

    /// <param name="Name">As documents write it.</param>
    /// <param name="Summary">What it does.</param>
    internal sealed record Kind(string Name, string Summary);
}
