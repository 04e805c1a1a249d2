using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Explore.Admission;
using Monolith.Explore.Contracts;
using Monolith.Explore.Parameters;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Context;

/// <summary>All records of one correlation id, of all services in the order of time:
/// <c>GET /api/v1/correlations/{id}</c>.</summary>
internal static partial class GetCorrelation
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/correlations/{id}", AnswerAsync)
            .Describe(
                "Shows all records of a correlation id, of all services, in the order of time.",
                api =>
                    api.Path("id", "The correlation id.")
                        .Query("limit", "1 to 1000 records, 1000 by default.", ApiType.Number)
                        .ReadsCursor()
                        .Gives(
                            StatusCodes.Status200OK,
                            "A page of records; the services that wrote them, the first one first; and the time that all of them are in, null where there are none.",
                            $$"""{"records":[{{LogDescriptions.Record}}],"services":["checkout"],"from":"2026-03-04T05:06:07.123456789Z","to":"2026-03-04T05:06:07.123456790Z","next_cursor":null}"""
                        )
                        .MayFail()
            );

    /// <summary>Asks which services wrote records of the id, the first one first, and when.</summary>
    internal sealed record Query(Reader Reader, LogCondition Condition) : IRequest<IReadOnlyList<Row>>;

    /// <param name="Service">A service.</param>
    /// <param name="First">When it wrote its first record, in nanoseconds since 1970.</param>
    /// <param name="Last">When it wrote its last one.</param>
    internal sealed record Row(string Service, long First, long Last);

    internal sealed class Handler(AdmittedRunner runner, IOptions<ExploreOptions> options, TimeProvider clock)
        : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        private static readonly Dictionary<string, string> NoSettings = new(StringComparer.Ordinal);

        public async Task<IReadOnlyList<Row>> Handle(Query request, CancellationToken cancellationToken)
        {
            var bound = new TimeBound(options.Value.MaxExecutionTime, clock);
            var query = TenantSql
                .OverLogs(request.Reader, TimeRange.Everything)
                .Where(request.Condition, bound.Now)
                .Select(
                    "service, toUnixTimestamp64Nano(min(ts)) AS first, toUnixTimestamp64Nano(max(ts)) AS last",
                    "GROUP BY service ORDER BY first, service",
                    bound.AsSettings(NoSettings)
                );
            await using var result = await runner.RunAsync(query, "JSONEachRow", QueryCost.Small, cancellationToken);
            return await JsonSerializer
                .DeserializeAsyncEnumerable(
                    result.Body,
                    CorrelationJson.Default.Row,
                    topLevelValues: true,
                    cancellationToken
                )
                .Select(row => row!)
                .ToListAsync(cancellationToken);
        }
    }

    private static async Task AnswerAsync(
        string id,
        HttpContext http,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var search = Read(id, http);
        var page = await mediator.Send(search, cancellationToken);
        var services = await mediator.Send(new Query(search.Reader, search.Condition), cancellationToken);
        var answer = new StreamedAnswer(http.Response, "application/json");
        answer.Buffer.Write("{\"records\":["u8);
        await answer.WriteListAsync(page.Records, cancellationToken);
        var end = new JsonObject
        {
            ["services"] = new JsonArray([.. services.Select(row => JsonValue.Create(row.Service))]),
            ["from"] = services.Count == 0 ? null : UnixNano.ToText(services.Min(row => row.First)),
            ["to"] = services.Count == 0 ? null : UnixNano.ToText(services.Max(row => row.Last) + 1),
            ["next_cursor"] = page.NextCursor,
        };
        answer.Buffer.Write("],"u8);
        answer.Buffer.Write(JsonSerializer.SerializeToUtf8Bytes(end, CorrelationJson.Default.JsonObject).AsSpan(1));
        answer.Buffer.Write("\n"u8);
        await answer.FlushAsync(cancellationToken);
    }

    private static SearchLogs Read(string id, HttpContext http)
    {
        var parameters = new QueryParameters(http.Request.QueryString, ["limit", "cursor"]);
        var condition = new LogCondition.Equal(new LogField("correlation_id"), id);
        var search = new SearchLogs(Reader.Of(http), condition)
        {
            To = LogTime.At(TimeRange.Everything.ToUnixNano),
            Order = SearchOrder.OldestFirst,
            Limit = parameters.Number("limit") ?? SearchLogs.MaxLimit,
            Cursor = parameters.Text("cursor"),
        };
        parameters.ThrowIfWrong();
        return search;
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Row))]
    [JsonSerializable(typeof(JsonObject))]
    private sealed partial class CorrelationJson : JsonSerializerContext;
}
