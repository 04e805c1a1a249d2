using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Quarantine;

/// <summary>Lists refused records, the newest first: <c>GET /api/v1/quarantine</c>. It shows what was wrong with them, and nothing
/// of what is in them.</summary>
internal static class ListQuarantine
{
    private const int UsualLimit = 100;
    private const int MaxLimit = 1000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/quarantine",
                async (HttpContext context, QuarantineTable quarantine, CancellationToken cancellationToken) =>
                {
                    var given = QuarantineJson.Given(context.Request.Query);
                    var limit = (int)(Number(given, "limit", MaxLimit) ?? UsualLimit);
                    var before = Number(given, "before", ulong.MaxValue);
                    var rows = await quarantine.ListAsync(
                        Reader.Of(context),
                        QuarantineFilter.Read(given),
                        before,
                        limit,
                        cancellationToken
                    );
                    var older = rows.Count == limit ? rows[^1].Id : null;
                    return TypedResults.Json(new Page(rows, older), QuarantineJson.Options);
                }
            )
            .Describe(
                "Lists refused records, the newest first, and shows nothing of what is in them.",
                api =>
                    api.ReadsFilter()
                        .Query("before", "`before` of the page before.", ApiType.Number)
                        .Query("limit", "At most so many.", ApiType.Number)
                        .GivesAny(StatusCodes.Status200OK, "A page of refused records.", "application/json")
            )
            .AddEndpointFilter(Hidden.Tell)
            .RequireAuthorization(Permissions.ReadQuarantine);

    /// <param name="Records">What was refused.</param>
    /// <param name="Before">What to ask for as <c>before</c> to see older ones; null when there are none.</param>
    internal sealed record Page(IReadOnlyList<QuarantinedRow> Records, string? Before);

    // Takes the parameter out: what is left belongs to the filter.
    private static ulong? Number(Dictionary<string, string> given, string name, ulong max)
    {
        if (!given.Remove(name, out var text))
        {
            return null;
        }

        return
            ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0
            && number <= max
            ? number
            : throw new InvalidRequestException(name, $"{name} must be a whole number from 1 to {max}.");
    }
}
