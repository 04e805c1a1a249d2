using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Explore.Contracts;
using Monolith.Explore.Parameters;
using Monolith.Explore.Search;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Traces;

/// <summary>
/// Finds traces, newest first: <c>GET /api/v1/traces</c>. A trace is found when one of its spans is all that was asked for.
/// </summary>
internal static class FindTraces
{
    private const int MaxLimit = 1000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/traces", AnswerAsync);

    internal sealed record Query(TenantId Tenant) : IRequest<IAsyncEnumerable<ReadOnlyMemory<byte>>>
    {
        public LogTime? From { get; init; }

        public LogTime To { get; init; } = LogTime.Now;

        public IReadOnlyList<string> Services { get; init; } = [];

        public IReadOnlyList<string> Operations { get; init; } = [];

        public long? MinDurationNano { get; init; }

        public bool IsFailed { get; init; }

        public int Limit { get; init; } = 20;
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

    internal sealed class Handler(IQueryRunner runner, IOptions<ExploreOptions> options, TimeProvider clock)
        : IRequestHandler<Query, IAsyncEnumerable<ReadOnlyMemory<byte>>>
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

        public async Task<IAsyncEnumerable<ReadOnlyMemory<byte>>> Handle(
            Query request,
            CancellationToken cancellationToken
        )
        {
            var bound = new TimeBound(options.Value.MaxExecutionTime, clock);
            var traces = await FindAsync(request, bound, cancellationToken);
            return ReadAsync(request.Tenant, traces, bound, cancellationToken);
        }

        // The ids of the traces, those with the newest of the wanted spans first.
        private async Task<List<string>> FindAsync(Query request, TimeBound bound, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var range = new TimeRange(
                request.From?.Resolve(now) ?? TimeRange.Everything.FromUnixNano,
                request.To.Resolve(now)
            );
            var windows = new SearchWindows(range, SearchOrder.NewestFirst);
            var found = new List<string>();
            while (found.Count < request.Limit && windows.TryNext(out var window))
            {
                // A trace may have wanted spans in several windows, so as many more are asked for as are known already.
                var before = found.Count;
                var query = Question(request, window)
                    .Select(
                        "lower(hex(trace_id)) AS trace",
                        $"GROUP BY trace_id ORDER BY max(ts) DESC LIMIT {request.Limit + before}",
                        bound.AsSettings(JsonColumn.Settings)
                    );
                await using var result = await runner.RunAsync(query, "TSV", cancellationToken);
                await foreach (var line in JsonLines.ReadAsync(result.Body, cancellationToken))
                {
                    var trace = Encoding.ASCII.GetString(line.Span);
                    if (found.Count < request.Limit && !found.Contains(trace, StringComparer.Ordinal))
                    {
                        found.Add(trace);
                    }
                }

                windows.Widen(foundSome: found.Count > before);
            }

            return found;
        }

        private static TenantSql Question(Query request, TimeRange window)
        {
            var sql = TenantSql.OverSpans(request.Tenant, window);
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
            TenantId tenant,
            List<string> traces,
            TimeBound bound,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            if (traces.Count == 0)
            {
                yield break;
            }

            var sql = TenantSql.OverTraces(tenant, traces);
            var query = sql.Select(
                Column.Sql,
                $"GROUP BY trace_id ORDER BY indexOf({sql.Value(traces)}, lower(hex(trace_id)))",
                bound.AsSettings(Settings)
            );
            await using var result = await runner.RunAsync(query, "JSONEachRow", cancellationToken);
            await foreach (var line in JsonLines.ReadAsync(result.Body, cancellationToken))
            {
                yield return Column.ObjectOf(line);
            }
        }
    }

    private static async Task AnswerAsync(HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        var traces = await mediator.Send(Read(http), cancellationToken);
        var answer = new StreamedAnswer(http.Response, "application/json");
        answer.Buffer.Write("""{"traces":["""u8);
        await answer.WriteListAsync(traces, cancellationToken);
        answer.Buffer.Write("]}\n"u8);
        await answer.FlushAsync(cancellationToken);
    }

    private static Query Read(HttpContext http)
    {
        var parameters = new QueryParameters(
            http.Request.QueryString,
            ["from", "to", "service", "operation", "min_duration", "errors", "limit"]
        );
        var query = new Query(TenantId.Of(http.User))
        {
            From = parameters.Time("from"),
            Services = parameters.Texts("service"),
            Operations = parameters.Texts("operation"),
            MinDurationNano = parameters.Span("min_duration"),
            IsFailed = parameters.Choice("errors", ("true", true)) ?? false,
        };
        query = query with
        {
            To = parameters.Time("to") ?? query.To,
            Limit = parameters.Number("limit") ?? query.Limit,
        };
        parameters.ThrowIfWrong();
        return query;
    }
}
