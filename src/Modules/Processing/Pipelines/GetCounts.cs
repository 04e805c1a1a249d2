using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>What the stages of the tenant did: <c>GET /api/v1/pipelines/counts</c>.</summary>
internal static class GetCounts
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/pipelines/counts",
                (HttpContext http, StageCounters counters) =>
                    DocumentJson.Answer(new Response([.. counters.Of(TenantId.Of(http.User)).Select(StageView.Of)]))
            )
            .Describe(
                "Says what the stages of the tenant's pipelines did since this replica started.",
                api =>
                    api.Gives<Response>(
                        StatusCodes.Status200OK,
                        "The stages that have seen a record, by pipeline and stage.",
                        DocumentJson.Options
                    )
            )
            .RequireAuthorization(Permissions.ReadPipelines);

    /// <param name="Stages">Those that have seen a record.</param>
    internal sealed record Response(IReadOnlyList<StageView> Stages);

    /// <summary>What a stage did.</summary>
    /// <param name="Pipeline">Which pipeline it stands in; <c>usual</c> for what nobody wrote.</param>
    /// <param name="Stage">Its name.</param>
    /// <param name="Kind">What it does.</param>
    /// <param name="Received">Records that its condition meant.</param>
    /// <param name="Kept">Those that went on.</param>
    /// <param name="Dropped">Those that it left out.</param>
    /// <param name="Quarantined">Those that it put into quarantine.</param>
    /// <param name="Failed">Those that it failed on, whatever became of them.</param>
    internal sealed record StageView(
        string Pipeline,
        string Stage,
        string Kind,
        long Received,
        long Kept,
        long Dropped,
        long Quarantined,
        long Failed
    )
    {
        public static StageView Of(StageCounts counts) =>
            new(
                counts.Pipeline,
                counts.Stage,
                counts.Kind,
                counts.Received,
                counts.Received - counts.Dropped - counts.Quarantined,
                counts.Dropped,
                counts.Quarantined,
                counts.Failed
            );
    }
}
