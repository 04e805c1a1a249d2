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
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Fields;

/// <summary>Which fields records have: <c>GET /api/v1/logs/fields</c>.</summary>
internal static partial class GetFields
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/logs/fields",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Json(
                        await mediator.Send(Read(http), cancellationToken),
                        FieldListJson.Default.FieldList
                    )
            )
            .Describe(
                "Lists the fields that records have, with their types and how many records have them.",
                api =>
                    api.ReadsFilter()
                        .ReadsRange("all records that are kept count")
                        .Gives(
                            StatusCodes.Status200OK,
                            "The fields, those of most records first.",
                            """{"fields":[{"name":"order.id","type":"string","coverage":0.42,"home":"attribute"}]}"""
                        )
                        .Refuses(StatusCodes.Status400BadRequest, "invalid-query")
                        .MayFail()
            );

    /// <param name="Reader">Who asks.</param>
    /// <param name="Records">Which of them.</param>
    internal sealed record Query(Reader Reader, LogSelection Records) : IRequest<FieldList>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator(TimeProvider clock) =>
            RuleFor(query => query.Records)
                .Must(records => !records.Range(clock.GetUtcNow()).IsEmpty)
                .OverridePropertyName("from")
                .WithMessage("from must lie before to.");
    }

    internal sealed class Handler(FieldCatalog catalog, IOptions<ExploreOptions> options, TimeProvider clock)
        : IRequestHandler<Query, FieldList>
    {
        private const long MaxRows = 20_000;

        public Task<FieldList> Handle(Query request, CancellationToken cancellationToken)
        {
            var bound = new TimeBound(options.Value.MaxExecutionTime, clock);
            var (records, range) = (request.Records, request.Records.Range(bound.Now));
            return catalog.ListAsync(request.Reader, records.Condition, range, MaxRows, bound, cancellationToken);
        }
    }

    private static Query Read(HttpContext http)
    {
        var parameters = new LogParameters(http.Request.QueryString, "from", "to");
        var query = new Query(Reader.Of(http), parameters.Selection(http));
        parameters.ThrowIfWrong();
        return query;
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(FieldList))]
    private sealed partial class FieldListJson : JsonSerializerContext;
}
