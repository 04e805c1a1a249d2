using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Audit.Contracts;
using Monolith.Explore.Admission;
using Monolith.Explore.Parameters;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Search;

/// <summary>One record by its id: <c>GET /api/v1/logs/{id}</c>.</summary>
internal static class GetRecord
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/logs/{id}", AnswerAsync)
            .Describe(
                "Shows one record.",
                api =>
                    api.Path("id", "The id of the record.")
                        .Gives(StatusCodes.Status200OK, "The record.", LogDescriptions.Record)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-record")
                        .MayFail()
            );

    internal sealed record Query(Reader Reader, string Id) : IRequest<ReadOnlyMemory<byte>>;

    internal sealed class Handler(AdmittedRunner runner, IOptions<ExploreOptions> options, TimeProvider clock)
        : IRequestHandler<Query, ReadOnlyMemory<byte>>
    {
        public async Task<ReadOnlyMemory<byte>> Handle(Query request, CancellationToken cancellationToken)
        {
            // What is no id is the id of no record.
            if (!ulong.TryParse(request.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                throw NoSuchRecord();
            }

            // The id says when the record came in, not when it happened: the whole range, and the index on ids.
            var sql = TenantSql.OverLogs(request.Reader, TimeRange.Everything);
            sql.Where($"log_id = {sql.Value(id)}");
            var bound = new TimeBound(options.Value.MaxExecutionTime, clock);
            await using var result = await runner.RunAsync(
                sql.Select(RecordColumns.Sql, "LIMIT 1", bound.AsSettings(JsonColumn.Settings)),
                "JSONEachRow",
                QueryCost.Small,
                cancellationToken
            );
            await foreach (var line in JsonLines.ReadAsync(result.Body, cancellationToken))
            {
                return RecordColumns.RecordOf(line).ToArray();
            }

            throw NoSuchRecord();
        }

        private static NotFoundException NoSuchRecord() =>
            new NotFoundException("no-such-record", "There is no record with this id, or it is no longer kept.");
    }

    private static async Task AnswerAsync(
        string id,
        HttpContext http,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var record = await mediator.Send(new Query(Reader.Of(http), id), cancellationToken);
        http.Response.ContentType = "application/json";
        http.CountRows(1);
        await http.Response.Body.WriteAsync(record, cancellationToken);
    }
}
