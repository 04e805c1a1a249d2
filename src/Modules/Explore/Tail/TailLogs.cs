using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Explore.Parameters;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Tail;

/// <summary>Shows records as they are accepted: <c>GET /api/v1/logs/tail</c>, as server-sent events.</summary>
internal static class TailLogs
{
    private const string LastEventId = "Last-Event-ID";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/logs/tail",
                (HttpContext http, Tailing tailing, CancellationToken cancellationToken) =>
                    tailing.RunAsync(Read(http), http.Response, cancellationToken)
            )
            .Describe(
                "Shows records as they come in, until the reader goes away.",
                api =>
                    api.ReadsFilter()
                        .Header(
                            "Last-Event-ID",
                            "The id of the last record that the reader has seen: what came since is shown first."
                        )
                        .GivesAny(
                            StatusCodes.Status200OK,
                            "Server-sent events: `log` with a record, `missed` with how many a slow reader missed.",
                            "text/event-stream"
                        )
                        .Refuses(StatusCodes.Status503ServiceUnavailable, "overloaded")
            );

    /// <param name="Reader">Who asks.</param>
    /// <param name="Condition">Which of them.</param>
    /// <param name="ResumeBehind">The id of the last record that the reader has seen.</param>
    internal sealed record Query(Reader Reader, LogCondition Condition, ulong? ResumeBehind);

    /// <summary>Keeps tails open, not more than there may be.</summary>
    internal sealed class Tailing(
        ILogTail tail,
        TailCatchUp catchUp,
        IOptions<ExploreOptions> options,
        TimeProvider clock,
        ExploreMetrics metrics,
        ILogger<Tailing> logger
    )
    {
        private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);
        private int _open;

        /// <summary>Shows records until the reader goes away.</summary>
        /// <exception cref="OverloadedException">As many are open as may be.</exception>
        public async Task RunAsync(Query query, HttpResponse response, CancellationToken cancellationToken)
        {
            var open = Interlocked.Increment(ref _open);
            if (open > options.Value.MaxTails)
            {
                Interlocked.Decrement(ref _open);
                logger.TailRefused(open - 1);
                throw new OverloadedException("As many live tails are open as may be.", RetryAfter);
            }

            logger.TailOpened(open);
            metrics.TailOpened();
            try
            {
                // Watching begins before the past is asked for, so that nothing falls in between.
                var matcher = new LogMatcher(query.Condition, clock.GetUtcNow());
                var buffer = new TailBuffer(query.Reader, matcher, options.Value.TailBufferBytes);
                using var watching = tail.Watch(buffer);
                var events = new EventStream(response);
                await events.BeginAsync(cancellationToken);
                var last = await CatchUpAsync(query, events, cancellationToken);
                await FollowAsync(buffer, last, events, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The reader has gone: the usual end of a tail.
            }
            finally
            {
                Interlocked.Decrement(ref _open);
                metrics.TailClosed();
            }
        }

        private async Task<ulong> CatchUpAsync(Query query, EventStream events, CancellationToken cancellationToken)
        {
            if (query.ResumeBehind is not { } last)
            {
                return 0;
            }

            var isComplete = await catchUp.WaitForShippingAsync(cancellationToken);
            var count = 0;
            await foreach (var (id, json) in catchUp.ReadAsync(query.Reader, query.Condition, last, cancellationToken))
            {
                (last, count) = (id, count + 1);
                events.Record(id, json.Span, default);
                if (events.IsFull)
                {
                    await events.FlushAsync(cancellationToken);
                }
            }

            if (!isComplete || count == TailCatchUp.MaxRecords)
            {
                events.Missed(records: null);
            }

            await events.FlushAsync(cancellationToken);
            return last;
        }

        private async Task FollowAsync(
            TailBuffer buffer,
            ulong last,
            EventStream events,
            CancellationToken cancellationToken
        )
        {
            var next = buffer.WaitAsync(cancellationToken);
            while (true)
            {
                await Task.WhenAny(next, Task.Delay(options.Value.TailHeartbeat, clock, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
                if (!next.IsCompleted)
                {
                    events.Comment("still here");
                    await events.FlushAsync(cancellationToken);
                    continue;
                }

                await ShowAsync(buffer, last, events, cancellationToken);
                next = buffer.WaitAsync(cancellationToken);
            }
        }

        private async Task ShowAsync(
            TailBuffer buffer,
            ulong last,
            EventStream events,
            CancellationToken cancellationToken
        )
        {
            var count = 0;
            while (!events.IsFull && buffer.TryRead(out var record))
            {
                if (record.Id > last)
                {
                    events.Record(
                        record.Id,
                        Encoding.ASCII.GetBytes(RecordJson.Beginning(record.Id)),
                        record.Rest.Span
                    );
                    count++;
                }
            }

            var missed = buffer.TakeMissed();
            if (missed > 0)
            {
                events.Missed(missed);
                metrics.TailMissed(missed);
            }

            metrics.TailShowed(count);
            await events.FlushAsync(cancellationToken);
        }
    }

    private static Query Read(HttpContext http)
    {
        var parameters = new LogParameters(http.Request.QueryString);
        var condition = parameters.Condition(http);
        ulong? resumeBehind = null;
        if (http.Request.Headers.TryGetValue(LastEventId, out var header))
        {
            resumeBehind = ulong.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? id
                : null;
            if (resumeBehind is null)
            {
                parameters.Fail(LastEventId, $"{LastEventId} must be the id of a record.");
            }
        }

        parameters.ThrowIfWrong();
        return new Query(Reader.Of(http), condition, resumeBehind);
    }
}
