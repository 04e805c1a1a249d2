using System.Runtime.CompilerServices;
using MediatR;
using Microsoft.Extensions.Options;
using Monolith.Explore.Admission;
using Monolith.Explore.Contracts;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Search;

/// <summary>Finds a page window by window, and hands its records on as the engine writes them.</summary>
internal sealed class SearchLogsHandler(
    AdmittedRunner runner,
    LogCounts counts,
    FirstWidths widths,
    IOptions<ExploreOptions> options,
    TimeProvider clock,
    ExploreMetrics metrics
) : IRequestHandler<SearchLogs, SearchPage>
{
    private const string Order = "ORDER BY ts DESC, log_id DESC";
    private const string ReverseOrder = "ORDER BY ts, log_id";

    public Task<SearchPage> Handle(SearchLogs request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var cursor = request.Cursor is null ? null : SearchCursor.Read(request.Cursor, request);
        var range =
            cursor?.Range
            ?? new TimeRange(request.From?.Resolve(now) ?? TimeRange.Everything.FromUnixNano, request.To.Resolve(now));
        return Task.FromResult(new SearchPage(range, page => FindAsync(page, request, range, cursor)));
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> FindAsync(
        SearchPage page,
        SearchLogs search,
        TimeRange range,
        SearchCursor? after,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var bound = new TimeBound(options.Value.MaxExecutionTime, clock);
        var left = after is null ? range : Behind(after, search.Order);
        var isOfFew = search.Condition.NamesFew();
        var windows = new SearchWindows(
            left,
            search.Order,
            isOfFew
                ? SearchWindows.All
                : await widths.OfAsync(
                    search.Reader,
                    runner.BudgetOf(search.Reader.Tenant).MaxRows,
                    left,
                    search.Order,
                    cancellationToken
                )
        );
        var cost = QueryCost.Small; // the first windows; and a few records that an index finds

        var last = new RecordKey();
        var missing = search.Limit;
        var isNarrowed = false;
        var number = 0;
        while (windows.TryNext(out var window))
        {
            var before = missing;
            await using var result = await runner.RunAsync(
                Question(search, window, after, missing + 1, bound) with
                {
                    QueryId = search.QueryId is null ? null : $"{search.QueryId}.{number++}",
                },
                "JSONEachRow",
                cost,
                cancellationToken
            );
            await foreach (var line in JsonLines.ReadAsync(result.Body, cancellationToken))
            {
                if (missing == 0)
                {
                    page.NextCursor = search.IsOnePage ? null : Cursor(search, range, last);
                    metrics.Searched(bound.Elapsed, search.Limit);
                    yield break;
                }

                missing--;
                var record = RecordColumns.RecordOf(line);
                last.Remember(record.Span);
                yield return record;
            }

            windows.Widen(before - missing, missing);
            if (!isNarrowed && !windows.IsAtEnd && !windows.IsNextShort)
            {
                // Worth two questions only when short windows did not do, and they are asked at once: where are there such
                // records at all, and what would it cost to read all that is left?
                var rest = runner.CostOfAsync(
                    Question(search, windows.Left, after, missing + 1, bound),
                    cancellationToken
                );
                var extent = counts.FindExtentAsync(search.Reader, search.Condition, range, bound, cancellationToken);
                await Task.WhenAll(rest, extent);
                windows.NarrowTo(await extent);
                (cost, isNarrowed) = (await rest, true);
            }
        }

        metrics.Searched(bound.Elapsed, search.Limit - missing);
    }

    private static string Cursor(SearchLogs search, TimeRange range, RecordKey last)
    {
        var (unixNano, id) = last.Read();
        return new SearchCursor(range, unixNano, id).Write(search);
    }

    /// <summary>What is left of the range behind a cursor. Its last moment may have more records, with other ids.</summary>
    private static TimeRange Behind(SearchCursor cursor, SearchOrder order) =>
        cursor.Range.Intersect(
            order == SearchOrder.NewestFirst
                ? new TimeRange(TimeRange.Everything.FromUnixNano, cursor.LastUnixNano + 1)
                : new TimeRange(cursor.LastUnixNano, TimeRange.Everything.ToUnixNano)
        );

    private static TenantQuery Question(
        SearchLogs search,
        TimeRange window,
        SearchCursor? after,
        int limit,
        TimeBound bound
    )
    {
        var isNewestFirst = search.Order == SearchOrder.NewestFirst;
        var sql = TenantSql.OverLogs(search.Reader, window).Where(search.Condition, bound.Now);
        if (after is not null)
        {
            var time = $"fromUnixTimestamp64Nano({sql.Value(after.LastUnixNano)}, 'UTC')";
            sql.Where($"(ts, log_id) {(isNewestFirst ? '<' : '>')} ({time}, {sql.Value(after.LastId)})");
        }

        return sql.Select(
            RecordColumns.Sql,
            $"{(isNewestFirst ? Order : ReverseOrder)} LIMIT {sql.Value((long)limit)}",
            bound.AsSettings(JsonColumn.Settings)
        );
    }
}
