using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Explore.Admission;
using Monolith.Explore.Parameters;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Traces;

/// <summary>All spans of a trace: <c>GET /api/v1/traces/{traceId}</c>.</summary>
internal static class GetTrace
{
    private const int TraceIdDigits = 32;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/traces/{traceId}", AnswerAsync)
            .Describe(
                "Shows all spans of a trace, in the order in which they began.",
                api =>
                    api.Path("traceId", "The id of the trace: 32 hexadecimal digits.")
                        .Gives(
                            StatusCodes.Status200OK,
                            "The spans.",
                            """
                            {"trace_id":"0af7651916cd43dd8448eb211c80319c","spans":[{"trace_id":"0af7651916cd43dd8448eb211c80319c",
                            "span_id":"b7ad6b7169203331","name":"GET /orders/{id}","kind":"server","service":"order",
                            "timestamp":"2026-03-04T05:06:07.000000000Z","duration_ms":250,"status":"unset","attributes":{},
                            "resource":{"service.name":"order"},"events":[],"links":[]}]}
                            """
                        )
                        .Refuses(StatusCodes.Status404NotFound, "no-such-trace")
                        .MayFail()
            );

    /// <summary>What is said of a trace that is not there.</summary>
    public static NotFoundException NoSuchTrace() =>
        new("no-such-trace", "There is no trace with this id, or it is no longer kept.");

    /// <param name="Spans">Those that are seen.</param>
    /// <param name="Unseen">How many others there are.</param>
    internal sealed record Found(IAsyncEnumerable<ReadOnlyMemory<byte>> Spans, long Unseen);

    internal sealed record Query(Reader Reader, string TraceId) : IRequest<Found>;

    internal sealed class Handler(AdmittedRunner runner, IOptions<ExploreOptions> options, TimeProvider clock)
        : IRequestHandler<Query, Found>
    {
        public async Task<Found> Handle(Query request, CancellationToken cancellationToken)
        {
            // What is no id is the id of no trace.
            var isId = request.TraceId.Length == TraceIdDigits && request.TraceId.All(char.IsAsciiHexDigit);
            var bound = new TimeBound(options.Value.MaxExecutionTime, clock);
            return isId && await FindRangeAsync(request, bound, cancellationToken) is { } range
                ? new Found(
                    ReadAsync(request, range, bound, cancellationToken),
                    await CountUnseenAsync(request, bound, cancellationToken)
                )
                : throw NoSuchTrace();
        }

        // The index knows when the trace was, so that its spans are looked for in those minutes alone.
        private async Task<TimeRange?> FindRangeAsync(
            Query request,
            TimeBound bound,
            CancellationToken cancellationToken
        )
        {
            var query = TenantSql
                .OverTraces(request.Reader, [request.TraceId])
                .Select(
                    "toUnixTimestamp64Nano(min(min_ts)), toUnixTimestamp64Nano(max(max_ts))",
                    "HAVING count() > 0",
                    bound.AsSettings(JsonColumn.Settings)
                );
            await using var result = await runner.RunAsync(query, "TSV", QueryCost.Small, cancellationToken);
            using var lines = new StreamReader(result.Body, Encoding.ASCII);
            if (await lines.ReadLineAsync(cancellationToken) is not { } line)
            {
                return null;
            }

            var extent = line.Split('\t').Select(t => long.Parse(t, CultureInfo.InvariantCulture)).ToArray();
            return new TimeRange(extent[0], extent[1] + 1);
        }

        // Of a trace of which something is seen, the rest is told by its number: a gap would be taken for a fault.
        private async Task<long> CountUnseenAsync(Query request, TimeBound bound, CancellationToken cancellationToken)
        {
            var whole = request with { Reader = Reader.Whole(request.Reader.Tenant) };
            if (
                request.Reader.Scope.Rows.Count == 0
                || await FindRangeAsync(whole, bound, cancellationToken) is not { } range
            )
            {
                return 0;
            }

            var sql = TenantSql.OverUnseenSpans(request.Reader, range);
            sql.Where($"trace_id = toFixedString(unhex({sql.Value(request.TraceId)}), 16)");
            var query = sql.Select("count()", "", bound.AsSettings(JsonColumn.Settings));
            await using var result = await runner.RunAsync(query, "TSV", QueryCost.Small, cancellationToken);
            using var lines = new StreamReader(result.Body, Encoding.ASCII);
            return long.Parse(await lines.ReadToEndAsync(cancellationToken), CultureInfo.InvariantCulture);
        }

        private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
            Query request,
            TimeRange range,
            TimeBound bound,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            var sql = TenantSql.OverSpans(request.Reader, range);
            sql.Where($"trace_id = toFixedString(unhex({sql.Value(request.TraceId)}), 16)");
            var query = sql.Select(SpanColumns.Column.Sql, "ORDER BY ts, id", bound.AsSettings(JsonColumn.Settings));
            await using var result = await runner.RunAsync(query, "JSONEachRow", QueryCost.Small, cancellationToken);
            await foreach (var line in JsonLines.ReadAsync(result.Body, cancellationToken))
            {
                yield return SpanColumns.Column.ObjectOf(line);
            }
        }
    }

    private static async Task AnswerAsync(
        string traceId,
        HttpContext http,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var found = await mediator.Send(new Query(Reader.Of(http), traceId), cancellationToken);
        var answer = new StreamedAnswer(http.Response, "application/json");
        answer.Buffer.Write(Encoding.ASCII.GetBytes($"{{\"trace_id\":\"{traceId.ToLowerInvariant()}\",\"spans\":["));
        await answer.WriteListAsync(found.Spans, cancellationToken);
        var unseen = found.Unseen == 0 ? "" : $",\"hidden_spans\":{found.Unseen}";
        answer.Buffer.Write(Encoding.ASCII.GetBytes($"]{unseen}}}\n"));
        await answer.FlushAsync(cancellationToken);
    }
}
