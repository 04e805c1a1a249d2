using Monolith.Platform.Security;

namespace Monolith.Explore.Seen;

/// <summary>Which roll-ups count what a reader sees and nothing else: those that know all that the rules are about, and in which
/// nothing is added up that is hidden. For other readers the same is made of the rows that they see.</summary>
internal static class RollUps
{
    /// <summary>Whether the counts of records by service and severity do.</summary>
    public static bool CountRecords(DataScope scope) =>
        scope.Rows.All(rule => rule.Streams.Count == 0) && Shows(scope, "service", "severity");

    /// <summary>Whether the requests by service, route and class of status do.</summary>
    public static bool CountRequests(DataScope scope) =>
        scope.Rows.All(rule => rule is { Streams.Count: 0, LeastSeverity: 0 })
        && Shows(scope, "service", "http.route", "http.response.status_code", "duration_ms");

    /// <summary>Whether the calls by service, operation and the service at the other end do.</summary>
    public static bool CountCalls(DataScope scope) =>
        Shows(scope, "service", "peer.service", "duration_ms", "trace_id");

    /// <summary>Whether the index of traces does.</summary>
    public static bool KnowTraces(DataScope scope) =>
        scope.Rows.Count == 0 && Shows(scope, "service", "duration_ms", "trace_id");

    /// <summary>Whether a reader sees traces at all: who does not see their ids sees none.</summary>
    public static bool HaveTraces(DataScope scope) => Shows(scope, "trace_id");

    private static bool Shows(DataScope scope, params IEnumerable<string> fields)
    {
        var hidden = new HiddenNames(scope.HiddenFields);
        return !fields.Any(hidden.HidesField);
    }
}
