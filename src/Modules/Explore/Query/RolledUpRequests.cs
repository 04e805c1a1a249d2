using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;

namespace Monolith.Explore.Query;

/// <summary>Questions for how many requests there are and how long they take, by service, route and minute: the roll-up of
/// requests knows. Requests are the records with an HTTP status.</summary>
internal static class RolledUpRequests
{
    private const long NanosPerMinute = 60L * 1_000_000_000;

    /// <summary>The quantile of the durations of a group, one that <see cref="Rows"/> has let through.</summary>
    public static string Quantile(double quantile) => RequestDurations.Of("duration_q", quantile);

    /// <summary>Requests and their durations, of the whole minutes of the range; and of the records of the broken minutes at
    /// both ends the same.</summary>
    /// <returns>Null when the question is for more, or about no whole minute.</returns>
    public static TenantRows? Rows(Reader reader, LogQuery query, TimeRange range, DateTimeOffset now, SqlValues values)
    {
        var (whole, ends) = RolledUp.Split(range);
        var parts = Conditions.PartsOf(query.Filter).ToList();
        var isOfRequests = parts.RemoveAll(IsRequest) > 0 && parts.All(Conditions.IsOfService);
        if (whole.IsEmpty || !isOfRequests || query.Stages is not [LogStage.Stats stats, ..] || !IsKnown(stats))
        {
            return null;
        }

        return TenantSql
            .OverRequests(reader, whole, values)
            .Where(Conditions.All(parts), now)
            .Rows("toDateTime64(minute, 9, 'UTC') AS ts, service, http_route, toUInt64(requests) AS logs, duration_q")
            .And(
                ends.Select(end =>
                    TenantSql
                        .OverLogs(reader, end, values)
                        .Where(query.Filter, now)
                        .Rows(
                            "toDateTime64(toStartOfMinute(ts), 9, 'UTC') AS start, service, http_route, "
                                + $"{Weights.Count} AS logs, {RequestDurations.State} AS duration_q",
                            "GROUP BY start, service, http_route"
                        )
                )
            );
    }

    private static bool IsRequest(LogCondition part) =>
        part is LogCondition.Exists { Field.Name: "http.response.status_code" };

    private static bool IsKnown(LogStage.Stats stats) => stats.Aggregates.All(IsKnown) && stats.By.All(IsKnown);

    private static bool IsKnown(LogAggregate aggregate) =>
        aggregate switch
        {
            { Field: null } => true,
            { Function: LogFunction.Quantile, Field.Name: "duration_ms" } => RequestDurations.Knows(aggregate.Quantile),
            _ => false,
        };

    private static bool IsKnown(LogGroup group) =>
        group.Width is null
            ? group.Field.Name is "service" or "http.route"
            : group.Field.Name == LogFields.Timestamp && group.Width % NanosPerMinute == 0;
}
