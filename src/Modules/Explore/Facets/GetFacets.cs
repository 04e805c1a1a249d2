using System.Text.Json.Serialization;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Explore.Parameters;
using Monolith.Explore.Query;
using Monolith.Explore.Sql;
using Monolith.Platform.Language.Parsing;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Facets;

/// <summary>The values that fields have most often: <c>GET /api/v1/logs/facets</c>.</summary>
internal static partial class GetFacets
{
    private const int MaxFields = 20;
    private const int MaxValues = 100;
    private const int DefaultValues = 10;

    // What an engine with two cores groups by ten fields in an instant, some of them attributes.
    private const long MaxRows = 125_000;

    private static readonly string[] DefaultFields =
    [
        "service",
        LogFields.Severity,
        "source",
        "http.route",
        "http.response.status_code",
        "http.request.method",
        "event_name",
        "host.name",
        "k8s.pod.name",
        "deployment.environment",
    ];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/logs/facets",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Json(await mediator.Send(Read(http), cancellationToken), FacetsJson.Default.Response)
            )
            .Describe(
                "Counts the most frequent values of fields.",
                api =>
                    api.ReadsFilter()
                        .ReadsRange("all records that are kept count")
                        .Query(
                            "field",
                            "A field to count, in quotation marks an attribute of this very name; several times: each of them. Without it the usual ones.",
                            ApiType.Texts
                        )
                        .Query("limit", "How many values of each field.", ApiType.Number)
                        .Gives<Response>(
                            StatusCodes.Status200OK,
                            "The fields and their values, the most frequent first.",
                            FacetsJson.Default.Options
                        )
                        .Refuses(StatusCodes.Status400BadRequest, "invalid-query")
                        .MayFail()
            );

    /// <param name="Reader">Who asks.</param>
    /// <param name="Records">Which of them.</param>
    /// <param name="Fields">The fields by their own names.</param>
    /// <param name="Limit">How many values of each.</param>
    internal sealed record Query(Reader Reader, LogSelection Records, IReadOnlyList<string> Fields, int Limit)
        : IRequest<Response>;

    /// <param name="Fields">In the order in which they were asked for.</param>
    /// <param name="Sampled">True when there are more records than were looked at, and counts are estimates.</param>
    /// <param name="Share">Which share of the records was looked at.</param>
    internal sealed record Response(IReadOnlyList<Facet> Fields, bool Sampled, double Share);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator(TimeProvider clock)
        {
            RuleFor(query => query.Records)
                .Must(records => !records.Range(clock.GetUtcNow()).IsEmpty)
                .OverridePropertyName("from")
                .WithMessage("from must lie before to.");
            RuleFor(query => query.Limit)
                .InclusiveBetween(1, MaxValues)
                .OverridePropertyName("limit")
                .WithMessage($"limit must be from 1 to {MaxValues}.");
            RuleFor(query => query.Fields.Count)
                .LessThanOrEqualTo(MaxFields)
                .OverridePropertyName("field")
                .WithMessage($"There may be {MaxFields} fields.");
            RuleFor(query => query.Fields)
                .Must(fields => fields.All(HasFacets))
                .OverridePropertyName("field")
                .WithMessage("Times and the body have no facets: hardly two records have the same one.");
        }
    }

    internal sealed class Handler(FacetFinder finder, IOptions<ExploreOptions> options, TimeProvider clock)
        : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var bound = new TimeBound(options.Value.MaxExecutionTime, clock);
            var question = new FacetQuestion(
                request.Reader,
                request.Records.Condition,
                request.Records.Range(bound.Now),
                request.Fields,
                request.Limit,
                MaxRows
            );
            var (facets, share) = await finder.FindAsync(question, bound, cancellationToken);
            return new Response(facets, share < 1, share);
        }
    }

    private static bool HasFacets(string field) =>
        LogFields.All.GetValueOrDefault(field) is not (LogFieldKind.Words or LogFieldKind.Time);

    private static Query Read(HttpContext http)
    {
        var parameters = new LogParameters(http.Request.QueryString, "from", "to", "field", "limit");
        var named = parameters.Texts("field");
        var query = new Query(
            Reader.Of(http),
            parameters.Selection(http),
            [.. (named.Count == 0 ? DefaultFields : named).Select(FieldName.Read).Distinct(StringComparer.Ordinal)],
            parameters.Number("limit") ?? DefaultValues
        );
        parameters.ThrowIfWrong();
        return query;
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Response))]
    private sealed partial class FacetsJson : JsonSerializerContext;
}
