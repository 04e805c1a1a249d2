using System.Text.Json.Serialization;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Explore.Parameters;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Services;

/// <summary>What each service was asked, how fast it answered and how often it failed: <c>GET /api/v1/services</c>. The busiest
/// come first; one that only wrote records, or only called others, is there too.</summary>
internal static partial class ListServices
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/services",
                async (
                    HttpContext http,
                    IMediator mediator,
                    IOptions<ExploreOptions> options,
                    TimeProvider clock,
                    CancellationToken cancellationToken
                ) =>
                {
                    var minutes = Minutes.Read(http, options.Value.MaxExecutionTime, clock);
                    var query = new Query(Reader.Of(http), minutes);
                    return TypedResults.Json(
                        await mediator.Send(query, cancellationToken),
                        ServicesJson.Default.Response
                    );
                }
            )
            .Describe(
                "Lists services with their requests, errors and durations, the busiest first.",
                api =>
                    api.Remark("The range is made longer to whole minutes.")
                        .ReadsRange("the answer is about the last hour")
                        .Gives<Response>(
                            StatusCodes.Status200OK,
                            "The services; one that only wrote records, or only called others, is there too.",
                            ServicesJson.Default.Options
                        )
                        .MayFail()
            );

    internal sealed record Query(Reader Reader, Minutes Minutes) : IRequest<Response>;

    /// <param name="From">Where the range begins: with a whole minute.</param>
    /// <param name="To">Where it ends.</param>
    /// <param name="IntervalSeconds">The length of the intervals of <c>points</c>.</param>
    /// <param name="Services">The services.</param>
    internal sealed record Response(string From, string To, long IntervalSeconds, IReadOnlyList<Service> Services);

    /// <param name="Name">What it is called.</param>
    /// <param name="Requests">How many requests it got.</param>
    /// <param name="Errors">How many of them it failed to answer: a status of 500 or above, or a span with an error.</param>
    /// <param name="ErrorRate">The share of these, from 0 to 1.</param>
    /// <param name="P50Ms">Half of the requests took less; null when none was measured.</param>
    /// <param name="P95Ms">95 of 100 requests took less.</param>
    /// <param name="P99Ms">99 of 100 requests took less.</param>
    /// <param name="Logs">How many records it wrote.</param>
    /// <param name="Points">The same over time; intervals without requests are left out.</param>
    internal sealed record Service(
        string Name,
        long Requests,
        long Errors,
        double ErrorRate,
        double? P50Ms,
        double? P95Ms,
        double? P99Ms,
        long Logs,
        IReadOnlyList<Point> Points
    );

    /// <param name="Time">Where the interval begins.</param>
    /// <param name="Requests">How many requests there were in it.</param>
    /// <param name="Errors">How many of them failed.</param>
    /// <param name="P95Ms">95 of 100 of them took less.</param>
    internal sealed record Point(string Time, long Requests, long Errors, double? P95Ms);

    internal sealed class Handler(Traffic traffic) : IRequestHandler<Query, Response>
    {
        private static readonly TrafficRow Nothing = new(
            "",
            "",
            Slot: 0,
            Asked: 0,
            Failed: 0,
            [null, null, null, null]
        );

        public async Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var (reader, minutes) = request;
            var asking = traffic.OfServicesAsync(reader, minutes, cancellationToken);
            var writing = traffic.LogsAsync(reader, minutes, cancellationToken);
            var calling = traffic.CallersAsync(reader, minutes, cancellationToken);
            var asked = (await asking).ToDictionary(row => row.Service, StringComparer.Ordinal);
            var logs = (await writing).ToDictionary(row => row.Service, row => row.Records, StringComparer.Ordinal);
            string[] names =
            [
                .. asked
                    .Keys.Union(logs.Keys, StringComparer.Ordinal)
                    .Union((await calling).Select(row => row.Service), StringComparer.Ordinal)
                    .OrderByDescending(name => asked.GetValueOrDefault(name)?.Asked ?? 0)
                    .ThenByDescending(name => logs.GetValueOrDefault(name))
                    .ThenBy(name => name, StringComparer.Ordinal)
                    .Take(Traffic.MaxRows),
            ];
            var points = await PointsAsync(reader, minutes, [.. names.Where(asked.ContainsKey)], cancellationToken);
            return new Response(
                minutes.From,
                minutes.To,
                minutes.IntervalSeconds,
                [
                    .. names.Select(name =>
                        Tell(name, asked.GetValueOrDefault(name) ?? Nothing, logs.GetValueOrDefault(name), points[name])
                    ),
                ]
            );
        }

        private async Task<ILookup<string, Point>> PointsAsync(
            Reader reader,
            Minutes minutes,
            IReadOnlyCollection<string> services,
            CancellationToken cancellationToken
        )
        {
            var rows =
                services.Count == 0
                    ? []
                    : await traffic.OfServicesOverTimeAsync(reader, minutes, services, cancellationToken);
            return rows.ToLookup(
                row => row.Service,
                row => new Point(minutes.TimeOf(row.Slot), row.Asked, row.Failed, row.P95),
                StringComparer.Ordinal
            );
        }

        private static Service Tell(string name, TrafficRow row, long logs, IEnumerable<Point> points) =>
            new(name, row.Asked, row.Failed, row.FailedShare, row.P50, row.P95, row.P99, logs, [.. points]);
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Response))]
    private sealed partial class ServicesJson : JsonSerializerContext;
}
