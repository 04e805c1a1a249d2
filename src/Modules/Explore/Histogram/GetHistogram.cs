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
using Monolith.Platform.Language;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Histogram;

/// <summary>How many records there were over time, by severity: <c>GET /api/v1/logs/histogram</c>.</summary>
internal static partial class GetHistogram
{
    private const long NanosPerSecond = 1_000_000_000;

    // In the order of OpenTelemetry's scale: four numbers to a name.
    private static readonly string[] Severities = ["unspecified", "trace", "debug", "info", "warn", "error", "fatal"];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/logs/histogram",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    TypedResults.Json(await mediator.Send(Read(http), cancellationToken), Json.Default.Response)
            )
            .Describe(
                "Counts records over time, by severity.",
                api =>
                    api.ReadsFilter()
                        .ReadsRange("the histogram begins with the first record that is kept")
                        .Query("interval", "The length of the intervals: `auto`, or whole seconds such as `30s`, `5m`.")
                        .Gives<Response>(
                            StatusCodes.Status200OK,
                            "The intervals in the order of time, also those without records.",
                            Json.Default.Options
                        )
                        .Refuses(StatusCodes.Status400BadRequest, "invalid-query")
                        .MayFail()
            );

    /// <param name="Reader">Who asks.</param>
    /// <param name="Records">Which of them; without a time that they begin at, it begins with the first that is kept.</param>
    /// <param name="IntervalSeconds">The length of the intervals; null for one that suits the range.</param>
    internal sealed record Query(Reader Reader, LogSelection Records, long? IntervalSeconds) : IRequest<Response>;

    /// <param name="From">Where the histogram begins.</param>
    /// <param name="To">Where it ends.</param>
    /// <param name="IntervalSeconds">The length of the intervals. They are counted from 1970 UTC, so the first and the
    /// last may stick out of the range; they count what lies in it.</param>
    /// <param name="Total">All records in it.</param>
    /// <param name="Buckets">The intervals in the order of time, also those without records.</param>
    internal sealed record Response(
        string From,
        string To,
        long IntervalSeconds,
        long Total,
        IReadOnlyList<Bucket> Buckets
    );

    /// <param name="Time">Where the interval begins.</param>
    /// <param name="Total">All records in it.</param>
    /// <param name="Counts">How many there are of each severity that occurs.</param>
    internal sealed record Bucket(string Time, long Total, IReadOnlyDictionary<string, long> Counts);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator(TimeProvider clock)
        {
            RuleFor(query => query.Records)
                .Must(records => records.From is null || records.Range(clock.GetUtcNow()) is { IsEmpty: false })
                .OverridePropertyName("from")
                .WithMessage("from must lie before to.");
        }
    }

    internal sealed class Handler(LogCounts counts, IOptions<ExploreOptions> options, TimeProvider clock)
        : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var bound = new TimeBound(options.Value.MaxExecutionTime, clock);
            var range = request.Records.Range(bound.Now);
            if (request.Records.From is null)
            {
                range = await counts.FindExtentAsync(
                    request.Reader,
                    request.Records.Condition,
                    range,
                    bound,
                    cancellationToken
                );
            }

            var interval = request.IntervalSeconds ?? Intervals.Choose(range);
            if (Intervals.Count(range, interval) > options.Value.MaxHistogramBuckets)
            {
                throw new InvalidRequestException(
                    "interval",
                    $"There would be more than {options.Value.MaxHistogramBuckets} intervals. Take longer ones or a narrower range."
                );
            }

            var rows = range.IsEmpty
                ? []
                : await counts.CountAsync(
                    request.Reader,
                    request.Records.Condition,
                    range,
                    interval,
                    bound,
                    cancellationToken
                );
            return new Response(
                UnixNano.ToText(range.FromUnixNano),
                UnixNano.ToText(range.ToUnixNano),
                interval,
                rows.Sum(row => row.Records),
                Fill(range, interval, rows)
            );
        }
    }

    private static List<Bucket> Fill(TimeRange range, long interval, IReadOnlyList<LogCounts.CountRow> rows)
    {
        var byInterval = rows.ToLookup(row => row.Interval);
        var first = Intervals.First(range, interval);
        var buckets = new List<Bucket>();
        for (var number = first; number < first + Intervals.Count(range, interval); number++)
        {
            // The roll-up and the broken minutes at the ends may both have counted in one interval.
            var counts = byInterval[number]
                .GroupBy(row => row.Family)
                .OrderBy(family => family.Key)
                .ToDictionary(
                    family => Severities[family.Key],
                    family => family.Sum(row => row.Records),
                    StringComparer.Ordinal
                );
            buckets.Add(new Bucket(UnixNano.ToText(number * interval * NanosPerSecond), counts.Values.Sum(), counts));
        }

        return buckets;
    }

    private static Query Read(HttpContext http)
    {
        var parameters = new LogParameters(http.Request.QueryString, "from", "to", "interval");
        var query = new Query(Reader.Of(http), parameters.Selection(http), Interval(parameters));
        parameters.ThrowIfWrong();
        return query;
    }

    private static long? Interval(LogParameters parameters)
    {
        var text = parameters.Text("interval");
        if (text is null or "auto")
        {
            return null;
        }

        if (LogSpan.TryParse(text, out var nanos) && nanos >= NanosPerSecond && nanos % NanosPerSecond == 0)
        {
            return nanos / NanosPerSecond;
        }

        parameters.Fail("interval", $"interval must be auto, or whole seconds as {LogSpan.Syntax}.");
        return null;
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Response))]
    private sealed partial class Json : JsonSerializerContext;
}
