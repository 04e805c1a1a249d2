using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Explore.Admission;
using Monolith.Explore.Contracts;
using Monolith.Explore.Parameters;
using Monolith.Explore.Search;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Traces;

/// <summary>
/// Finds traces, the newest or the slowest first: <c>GET /api/v1/traces</c>. A trace is found when one of its spans is all that
/// was asked for.
/// </summary>
internal static class FindTraces
{
    private const int MaxLimit = 1000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/traces", AnswerAsync)
            .Describe(
                "Finds traces by their spans, the newest or the slowest first.",
                api =>
                    api.ReadsRange("the search goes back to the first span that is kept")
                        .Query("service", "The exact service of the span; several times: one of them.", ApiType.Texts)
                        .Query("operation", "The exact name of the span; several times: one of them.", ApiType.Texts)
                        .Query("min_duration", "How long the span took at least: `250ms`, `2s`, `1m30s`.")
                        .Query("errors", "`true`: spans with the status error.")
                        .Query(
                            "order",
                            "`newest`, by the newest of such spans, or `slowest`, by how long the whole trace took."
                        )
                        .Query("limit", "1 to 1000 traces, 20 by default.", ApiType.Number)
                        .ReadsCursor()
                        .Gives(
                            StatusCodes.Status200OK,
                            "A page of traces; `next_cursor` is null on the last.",
                            """
                            {"traces":[{"trace_id":"0af7651916cd43dd8448eb211c80319c","timestamp":"2026-03-04T05:06:07.000000000Z","duration_ms":250,
                            "service":"order","name":"GET /orders/{id}","spans":1,"errors":0,"services":["order"]}],"next_cursor":null}
                            """
                        )
                        .MayFail()
            );

    /// <param name="Traces">The traces.</param>
    /// <param name="NextCursor">Where the next page begins; null when there is none.</param>
    internal sealed record Page(IAsyncEnumerable<ReadOnlyMemory<byte>> Traces, string? NextCursor);

    /// <summary>Which traces come first.</summary>
    internal enum TraceOrder
    {
        /// <summary>Those with the newest of the wanted spans.</summary>
        Newest,

        /// <summary>Those that took longest, with all their spans.</summary>
        Slowest,
    }

    internal sealed record Query(Reader Reader) : IRequest<Page>
    {
        public LogTime? From { get; init; }

        public LogTime To { get; init; } = LogTime.Now;

        public IReadOnlyList<string> Services { get; init; } = [];

        public IReadOnlyList<string> Operations { get; init; } = [];

        public long? MinDurationNano { get; init; }

        public bool IsFailed { get; init; }

        public TraceOrder Order { get; init; }

        public int Limit { get; init; } = 20;

        public string? Cursor { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator(TimeProvider clock)
        {
            RuleFor(query => query.Limit)
                .InclusiveBetween(1, MaxLimit)
                .OverridePropertyName("limit")
                .WithMessage($"limit must be from 1 to {MaxLimit}.");
            RuleFor(query => query.From)
                .Must((query, from) => LogTime.IsBefore(from, query.To, clock.GetUtcNow()))
                .OverridePropertyName("from")
                .WithMessage("from must lie before to.");
        }
    }

    internal sealed class Handler(AdmittedRunner runner, IOptions<ExploreOptions> options, TimeProvider clock)
        : IRequestHandler<Query, Page>
    {
        private static readonly JsonColumn Column = new(
            "trace",
            ("trace_id", "lower(hex(trace_id))", "String"),
            ("timestamp", "min(min_ts)", "DateTime64(9, 'UTC')"),
            (
                "duration_ms",
                "(toUnixTimestamp64Nano(max(end_ts)) - toUnixTimestamp64Nano(min(min_ts))) / 1e6",
                "Float64"
            ),
            ("service", "nullIf(max(root_service), '')", "Nullable(String)"),
            ("name", "nullIf(max(root_name), '')", "Nullable(String)"),
            ("spans", "sum(spans)", "UInt64"),
            ("errors", "sum(errors)", "UInt64"),
            ("services", "arraySort(groupUniqArrayArray(services))", "Array(String)")
        );

        private static readonly Dictionary<string, string> Settings = new(JsonColumn.Settings, StringComparer.Ordinal)
        {
            ["output_format_json_quote_64bit_integers"] = "0",
        };

        public async Task<Page> Handle(Query request, CancellationToken cancellationToken)
        {
            var bound = new TimeBound(options.Value.MaxExecutionTime, clock);
            var after = request.Cursor is null ? null : TraceCursor.Read(request.Cursor, request);
            var range =
                after?.Range
                ?? new TimeRange(
                    request.From?.Resolve(bound.Now) ?? TimeRange.Everything.FromUnixNano,
                    request.To.Resolve(bound.Now)
                );
            var found =
                request.Order == TraceOrder.Slowest
                    ? await FindSlowestAsync(request, range, after, bound, cancellationToken)
                    : await FindNewestAsync(request, range, after, bound, cancellationToken);
            var shown = found.Take(request.Limit).ToList();
            var cursor =
                found.Count > shown.Count
                    ? new TraceCursor(range, shown[^1].LastNanos, shown[^1].Trace).Write(request)
                    : null;
            return new Page(
                ReadAsync(request.Reader, [.. shown.Select(each => each.Trace)], bound, cancellationToken),
                cursor
            );
        }

        // One question: which traces took longest is known once all of them were looked at. Estimating it would find them.
        private async Task<List<Found>> FindSlowestAsync(
            Query request,
            TimeRange range,
            TraceCursor? after,
            TimeBound bound,
            CancellationToken cancellationToken
        )
        {
            var query = SlowestTraces.Question(
                request.Reader,
                range,
                values => Wanted(request, TenantSql.OverSpans(request.Reader, range, values)).Rows("trace_id"),
                after,
                request.Limit + 1,
                bound.AsSettings(JsonColumn.Settings)
            );
            await using var result = await runner.RunAsync(query, "TSV", QueryCost.Small, cancellationToken);
            return await JsonLines
                .ReadAsync(result.Body, cancellationToken)
                .Select(line => Found.Read(line.Span))
                .ToListAsync(cancellationToken);
        }

        // Those with the newest of the wanted spans first, and one more than a page has when there are more.
        private async Task<List<Found>> FindNewestAsync(
            Query request,
            TimeRange range,
            TraceCursor? after,
            TimeBound bound,
            CancellationToken cancellationToken
        )
        {
            // The last moment of the page before may have more traces, with other ids.
            var left = after is null ? range : range with { ToUnixNano = after.LastNanos + 1 };
            var windows = new SearchWindows(left, SearchOrder.NewestFirst, SearchWindows.Least);
            var found = new List<Found>();
            while (found.Count <= request.Limit && windows.TryNext(out var window))
            {
                // A trace may have wanted spans in several windows, so as many more are asked for as are known already.
                var before = found.Count;
                var query = Question(request, window, after)
                    .Select(
                        "lower(hex(trace_id)) AS trace, toUnixTimestamp64Nano(max(ts)) AS last",
                        $"GROUP BY trace_id ORDER BY last DESC, trace DESC LIMIT {request.Limit + 1 + before}",
                        bound.AsSettings(JsonColumn.Settings)
                    );
                await using var result = await runner.RunAsync(query, "TSV", QueryCosts.Of(window), cancellationToken);
                await foreach (var line in JsonLines.ReadAsync(result.Body, cancellationToken))
                {
                    var next = Found.Read(line.Span);
                    if (found.Count <= request.Limit && !found.Exists(known => known.Trace == next.Trace))
                    {
                        found.Add(next);
                    }
                }

                windows.Widen(found.Count - before, request.Limit + 1 - found.Count);
            }

            return found;
        }

        private static TenantSql Question(Query request, TimeRange window, TraceCursor? after)
        {
            var sql = Wanted(request, TenantSql.OverSpans(request.Reader, window));
            if (after is null)
            {
                return sql;
            }

            // A trace of an earlier page has older spans too, and would be found again by them.
            var last = sql.Value(after.LastNanos);
            var trace = $"toFixedString(unhex({sql.Value(after.LastTrace)}), 16)";
            var shown = Wanted(
                    request,
                    TenantSql.OverSpans(request.Reader, after.Range with { FromUnixNano = after.LastNanos }, sql.Values)
                )
                .Rows(
                    "trace_id",
                    $"GROUP BY trace_id HAVING (toUnixTimestamp64Nano(max(ts)), trace_id) >= ({last}, {trace})"
                );
            return sql.Where($"trace_id NOT IN ({shown.Sql})");
        }

        private static TenantSql Wanted(Query request, TenantSql sql)
        {
            if (request.Services.Count > 0)
            {
                sql.Where($"service IN {sql.Value(request.Services)}");
            }

            if (request.Operations.Count > 0)
            {
                sql.Where($"name IN {sql.Value(request.Operations)}");
            }

            if (request.MinDurationNano is { } least)
            {
                sql.Where($"duration_ns >= {sql.Value((ulong)least)}");
            }

            return request.IsFailed ? sql.Where("status = 'error'") : sql;
        }

        private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
            Reader reader,
            List<string> traces,
            TimeBound bound,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            if (traces.Count == 0)
            {
                yield break;
            }

            var sql = TenantSql.OverTraces(reader, traces);
            var query = sql.Select(
                Column.Sql,
                $"GROUP BY trace_id ORDER BY indexOf({sql.Value(traces)}, lower(hex(trace_id)))",
                bound.AsSettings(Settings)
            );
            await using var result = await runner.RunAsync(query, "JSONEachRow", QueryCost.Small, cancellationToken);
            await foreach (var line in JsonLines.ReadAsync(result.Body, cancellationToken))
            {
                yield return Column.ObjectOf(line);
            }
        }

        /// <summary>A trace, and its place in the order: when the newest of its wanted spans began, or how long it took.</summary>
        private sealed record Found(string Trace, long LastNanos)
        {
            public static Found Read(ReadOnlySpan<byte> line)
            {
                var tab = line.IndexOf((byte)'\t');
                return new Found(
                    Encoding.ASCII.GetString(line[..tab]),
                    long.Parse(line[(tab + 1)..], CultureInfo.InvariantCulture)
                );
            }
        }
    }

    private static async Task AnswerAsync(HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        var page = await mediator.Send(Read(http), cancellationToken);
        var answer = new StreamedAnswer(http.Response, "application/json");
        answer.Buffer.Write("""{"traces":["""u8);
        await answer.WriteListAsync(page.Traces, cancellationToken);

        // A cursor has letters, digits, - and _ only: nothing that JSON would have to escape.
        var cursor = page.NextCursor is null ? "null" : $"\"{page.NextCursor}\"";
        answer.Buffer.Write(Encoding.ASCII.GetBytes($"],\"next_cursor\":{cursor}}}\n"));
        await answer.FlushAsync(cancellationToken);
    }

    private static Query Read(HttpContext http)
    {
        var parameters = new QueryParameters(
            http.Request.QueryString,
            ["from", "to", "service", "operation", "min_duration", "errors", "order", "limit", "cursor"]
        );
        var query = new Query(Reader.Of(http))
        {
            From = parameters.Time("from"),
            Services = parameters.Texts("service"),
            Operations = parameters.Texts("operation"),
            MinDurationNano = parameters.Span("min_duration"),
            IsFailed = parameters.Choice("errors", ("true", true)) ?? false,
            Cursor = parameters.Text("cursor"),
        };
        query = query with
        {
            To = parameters.Time("to") ?? query.To,
            Limit = parameters.Number("limit") ?? query.Limit,
            Order =
                parameters.Choice("order", ("newest", TraceOrder.Newest), ("slowest", TraceOrder.Slowest))
                ?? query.Order,
        };
        parameters.ThrowIfWrong();
        return query;
    }
}
