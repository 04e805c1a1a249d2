using System.Globalization;
using System.Runtime.CompilerServices;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Audit.Contracts;
using Monolith.Explore.Admission;
using Monolith.Explore.Contracts;
using Monolith.Explore.Parameters;
using Monolith.Explore.Search;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Query;

/// <summary>Asks a question in the search language: <c>POST /api/v1/query</c>.</summary>
internal static class RunQuery
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/query",
                async (HttpContext http, IMediator mediator, QueryWriter writer, CancellationToken cancellationToken) =>
                {
                    var request = await QueryRequest.ReadAsync(http.Request, cancellationToken);
                    http.Asks(request.Query, request.From, request.To);
                    var reader = Reader.Of(http);
                    var answer = await mediator.Send(new Command(reader, request), cancellationToken);
                    var isNdjson = request.Format is { } format
                        ? format == "ndjson"
                        : PageWriter.AcceptsNdjson(http.Request);
                    await (
                        isNdjson
                            ? writer.WriteNdjsonAsync(reader.Tenant, answer, http.Response, cancellationToken)
                            : QueryWriter.WriteJsonAsync(answer, http.Response, cancellationToken)
                    );
                }
            )
            .Describe(
                "Asks a question in the search language.",
                api =>
                    api.Remark(
                            "The last stage decides what comes back: records, a table, a time series, or patterns. Closing the connection stops the question."
                        )
                        .Takes("The question.", QueryDescriptions.Request)
                        .Gives(
                            StatusCodes.Status200OK,
                            "The answer: columns and rows, or records where there are no stages.",
                            QueryDescriptions.Answer
                        )
                        .GivesAny(
                            StatusCodes.Status200OK,
                            "The same in lines: `meta`, then `progress` and `rows` or `records`, and last `end` or `problem`.",
                            "application/x-ndjson"
                        )
                        .Refuses(StatusCodes.Status400BadRequest, "invalid-query")
                        .MayFail()
            );

    internal sealed record Command(Reader Reader, QueryRequest Request) : IRequest<QueryAnswer>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() =>
            RuleFor(command => command.Request).SetValidator(new QueryRequest.Rules()).OverridePropertyName("");
    }

    internal sealed class Handler(
        AdmittedRunner runner,
        IMediator mediator,
        LogCounts counts,
        ISubjectTokens tokens,
        IOptions<ExploreOptions> options,
        TimeProvider clock
    ) : IRequestHandler<Command, QueryAnswer>
    {
        private static readonly Dictionary<string, string> TableSettings = new(
            JsonColumn.Settings,
            StringComparer.Ordinal
        )
        {
            ["output_format_json_quote_64bit_integers"] = "0",
            ["output_format_json_quote_denormals"] = "0",

            // Tables are small: had as a whole, they come with what was read for them.
            ["wait_end_of_query"] = "1",
        };

        public async Task<QueryAnswer> Handle(Command command, CancellationToken cancellationToken)
        {
            var (request, bound) = (command.Request, Bound(command.Request));
            var question = Question.Of(command.Reader, request, bound.Now).WithTokens(tokens);
            var id = Guid.CreateVersion7(bound.Now).ToString();
            if (SearchPlan.Of(question) is { } search)
            {
                return await SearchAsync(
                    search with
                    {
                        Cursor = request.Cursor,
                        QueryId = id,
                    },
                    bound,
                    cancellationToken
                );
            }

            var range = await question.FindRangeAsync(counts, bound, cancellationToken);
            var plan = QueryCompiler.Compile(question.Reader, question.Query, range, bound.Now, question.Limit);
            return new QueryAnswer(plan.Kind, plan.Columns, range, (answer, token) => RowsAsync(plan, answer, token))
            {
                IntervalNanos = plan.IntervalNanos,
                QueryId = id,
                Scope = command.Reader.Scope,
                Time = bound,
            };
        }

        private TimeBound Bound(QueryRequest request)
        {
            var most = options.Value.MaxExecutionTime;
            var asked = LogSpan.TryParse(request.Timeout, out var nanos)
                ? TimeSpan.FromTicks(nanos / TimeSpan.NanosecondsPerTick)
                : most;
            return new TimeBound(asked < most ? asked : most, clock);
        }

        private async Task<QueryAnswer> SearchAsync(
            SearchLogs search,
            TimeBound bound,
            CancellationToken cancellationToken
        )
        {
            var page = await mediator.Send(search, cancellationToken);
            return new QueryAnswer(QueryKind.Records, [], page.Range, RecordsAsync)
            {
                QueryId = search.QueryId!,
                Scope = search.Reader.Scope,
                Time = bound,
            };

            async IAsyncEnumerable<ReadOnlyMemory<byte>> RecordsAsync(
                QueryAnswer answer,
                [EnumeratorCancellation] CancellationToken token
            )
            {
                await foreach (var record in page.Records.WithCancellation(token))
                {
                    yield return record;
                }

                answer.NextCursor = page.NextCursor;
            }
        }

        private async IAsyncEnumerable<ReadOnlyMemory<byte>> RowsAsync(
            QueryPlan plan,
            QueryAnswer answer,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            var areRecords = plan.Kind == QueryKind.Records;
            var settings = answer.Time.AsSettings(areRecords ? JsonColumn.Settings : TableSettings);
            await using var result = await runner.RunAsync(
                plan.Rows.ToQuery(settings) with
                {
                    QueryId = answer.QueryId,
                },
                areRecords ? "JSONEachRow" : "JSONCompactEachRow",
                plan.Cost,
                cancellationToken
            );
            var left = plan.MaxRows;
            await foreach (var line in JsonLines.ReadAsync(result.Body, cancellationToken))
            {
                if (left-- == 0)
                {
                    answer.IsCut = true;
                    break;
                }

                yield return areRecords ? RecordColumns.RecordOf(line)
                : plan.HasSample ? WithoutSample(line.Span, answer)
                : line;
            }

            answer.Read = areRecords || !answer.Scope.HidesNothing ? null : result.Summary;
        }

        // The last value of the row is a number, and is for the end of the answer.
        private static ReadOnlyMemory<byte> WithoutSample(ReadOnlySpan<byte> row, QueryAnswer answer)
        {
            var comma = row.LastIndexOf((byte)',');
            answer.LookedAt = long.Parse(row[(comma + 1)..^1].Trim((byte)' '), CultureInfo.InvariantCulture);
            return (byte[])[.. row[..comma], (byte)']'];
        }
    }
}
