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

/// <summary>What a service was asked by route, the busiest first: <c>GET /api/v1/services/{name}/routes</c>. Where it is known by
/// its spans alone, by operation.</summary>
internal static partial class ListRoutes
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/services/{name}/routes",
                async (
                    string name,
                    HttpContext http,
                    IMediator mediator,
                    IOptions<ExploreOptions> options,
                    TimeProvider clock,
                    CancellationToken cancellationToken
                ) =>
                {
                    var minutes = Minutes.Read(http, options.Value.MaxExecutionTime, clock);
                    var query = new Query(Reader.Of(http), name, minutes);
                    return TypedResults.Json(
                        await mediator.Send(query, cancellationToken),
                        RoutesJson.Default.Response
                    );
                }
            )
            .Describe(
                "Lists what a service was asked by route, the busiest first.",
                api =>
                    api.Path("name", "The name of the service.")
                        .ReadsRange("the answer is about the last hour")
                        .Gives<Response>(
                            StatusCodes.Status200OK,
                            "The routes; none when nobody asked the service anything, or it is not known.",
                            RoutesJson.Default.Options
                        )
                        .MayFail()
            );

    internal sealed record Query(Reader Reader, string Service, Minutes Minutes) : IRequest<Response>;

    /// <param name="Service">Which service.</param>
    /// <param name="From">Where the range begins: with a whole minute.</param>
    /// <param name="To">Where it ends.</param>
    /// <param name="Routes">Its routes; none when nobody asked it anything, or it is not known.</param>
    internal sealed record Response(string Service, string From, string To, IReadOnlyList<Route> Routes);

    /// <param name="Name">The route, or the operation; empty for requests without one.</param>
    /// <param name="Requests">How many requests it got.</param>
    /// <param name="Errors">How many of them failed.</param>
    /// <param name="ErrorRate">The share of these, from 0 to 1.</param>
    /// <param name="P50Ms">Half of the requests took less; null when none was measured.</param>
    /// <param name="P95Ms">95 of 100 requests took less.</param>
    /// <param name="P99Ms">99 of 100 requests took less.</param>
    internal sealed record Route(
        string Name,
        long Requests,
        long Errors,
        double ErrorRate,
        double? P50Ms,
        double? P95Ms,
        double? P99Ms
    );

    internal sealed class Handler(Traffic traffic) : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var (reader, service, minutes) = request;
            var rows = await traffic.OfRoutesAsync(reader, minutes, service, cancellationToken);
            return new Response(
                service,
                minutes.From,
                minutes.To,
                [
                    .. rows.Select(row => new Route(
                        row.Route,
                        row.Asked,
                        row.Failed,
                        row.FailedShare,
                        row.P50,
                        row.P95,
                        row.P99
                    )),
                ]
            );
        }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Response))]
    private sealed partial class RoutesJson : JsonSerializerContext;
}
