using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Quarantine;

/// <summary>Counts refused records by reason and source: <c>GET /api/v1/quarantine/summary</c>.</summary>
internal static class SummariseQuarantine
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/quarantine/summary",
                async (HttpContext context, QuarantineTable quarantine, CancellationToken cancellationToken) =>
                {
                    var filter = QuarantineFilter.Read(QuarantineJson.Given(context.Request.Query));
                    var counts = await quarantine.CountAsync(Reader.Of(context), filter, cancellationToken);
                    return TypedResults.Json(new Summary(counts.Sum(c => c.Records), counts), QuarantineJson.Options);
                }
            )
            .Describe(
                "Counts refused records by reason and source.",
                api =>
                    api.ReadsFilter()
                        .Gives<Summary>(
                            StatusCodes.Status200OK,
                            "How many of each kind, the most first.",
                            QuarantineJson.Options
                        )
            )
            .AddEndpointFilter(Hidden.Tell)
            .RequireAuthorization(Permissions.ReadQuarantine);

    /// <param name="Records">How many there are.</param>
    /// <param name="Counts">How many of each kind, the most first.</param>
    internal sealed record Summary(long Records, IReadOnlyList<Count> Counts);

    /// <param name="Reason">Why they were refused.</param>
    /// <param name="Source">What they came by.</param>
    /// <param name="Records">How many.</param>
    /// <param name="First">When the first of them came.</param>
    /// <param name="Last">When the last of them came.</param>
    internal sealed record Count(string Reason, string Source, long Records, DateTimeOffset First, DateTimeOffset Last);
}
