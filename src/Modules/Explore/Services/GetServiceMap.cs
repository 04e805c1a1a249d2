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

/// <summary>Who calls whom: <c>GET /api/v1/services/map</c>. An edge is what the spans of callers say of the service at the other
/// end (<c>peer.service</c>), so databases and services of others are nodes too.</summary>
internal static partial class GetServiceMap
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/services/map",
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
                    return TypedResults.Json(await mediator.Send(query, cancellationToken), MapJson.Default.Response);
                }
            )
            .Describe(
                "Shows who calls whom.",
                api =>
                    api.ReadsRange("the answer is about the last hour")
                        .Gives<Response>(
                            StatusCodes.Status200OK,
                            "A node for everything that asks or is asked, and an edge for who calls whom.",
                            MapJson.Default.Options
                        )
                        .MayFail()
            );

    internal sealed record Query(Reader Reader, Minutes Minutes) : IRequest<Response>;

    /// <param name="From">Where the range begins: with a whole minute.</param>
    /// <param name="To">Where it ends.</param>
    /// <param name="Nodes">Everything that asks or is asked.</param>
    /// <param name="Edges">Who calls whom, the busiest first.</param>
    internal sealed record Response(string From, string To, IReadOnlyList<Node> Nodes, IReadOnlyList<Edge> Edges);

    /// <param name="Name">What it is called.</param>
    /// <param name="Calls">How often it was asked: as it tells itself, or else as its callers do.</param>
    /// <param name="Errors">How many of these failed.</param>
    internal sealed record Node(string Name, long Calls, long Errors);

    /// <param name="From">Who calls.</param>
    /// <param name="To">Who is called.</param>
    /// <param name="Calls">How often.</param>
    /// <param name="Errors">How many of the calls failed.</param>
    /// <param name="P95Ms">95 of 100 calls took less.</param>
    internal sealed record Edge(string From, string To, long Calls, long Errors, double? P95Ms);

    internal sealed class Handler(Traffic traffic) : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var (reader, minutes) = request;
            var asking = traffic.OfServicesAsync(reader, minutes, cancellationToken);
            var calling = traffic.CallsAsync(reader, minutes, cancellationToken);
            var asked = (await asking).ToDictionary(row => row.Service, StringComparer.Ordinal);
            var edges = (await calling)
                .Select(call => new Edge(call.Service, call.Peer, call.Asked, call.Failed, call.Times[2]))
                .ToList();
            var towards = edges.ToLookup(edge => edge.To, StringComparer.Ordinal);
            var nodes = asked
                .Keys.Union(edges.SelectMany(edge => new[] { edge.From, edge.To }), StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(name => Tell(name, asked.GetValueOrDefault(name), towards[name]));
            return new Response(minutes.From, minutes.To, [.. nodes], edges);
        }

        private static Node Tell(string name, TrafficRow? asked, IEnumerable<Edge> towards) =>
            asked is not null
                ? new Node(name, asked.Asked, asked.Failed)
                : new Node(name, towards.Sum(edge => edge.Calls), towards.Sum(edge => edge.Errors));
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Response))]
    private sealed partial class MapJson : JsonSerializerContext;
}
