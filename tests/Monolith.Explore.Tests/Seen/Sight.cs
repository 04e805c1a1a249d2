using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Seen;

/// <summary>A scope, and in plain words what it leaves of records.</summary>
/// <param name="Scope">The scope.</param>
/// <param name="Shows">Whether a record is seen.</param>
/// <param name="Leave">The record without what is hidden of it.</param>
internal sealed record Sight(DataScope Scope, Func<StoredLog, bool> Shows, Func<StoredLog, StoredLog> Leave)
{
    /// <summary>Scopes of every kind.</summary>
    public static readonly IReadOnlyList<Sight> All =
    [
        new(
            Of([new() { Services = ["a", "b*"] }]),
            log => log.Service.StartsWith('b') || log.Service == "a",
            log => log
        ),
        new(Of([new() { Services = ["*"], LeastSeverity = 9 }]), log => log.Severity >= 9, log => log),
        new(
            Of([new() { Services = ["200"], LeastSeverity = 5 }, new() { Streams = ["audit"] }]),
            log => (log.Service == "200" && log.Severity >= 5) || log.Stream == "audit",
            log => log
        ),
        new(Of([new() { Streams = ["default"] }]), log => log.Stream.Length == 0, log => log),
        new(
            Of([], "user", "http.route"),
            _ => true,
            log => Without(log, name => name == "http.route") with { UserId = "", HttpRoute = "" }
        ),
        new(
            Of([], "body", "service", "severity"),
            _ => true,
            log => log with { Body = "", Service = "", Severity = 0, SeverityText = "" }
        ),
        new(
            Of([], "k", "url", "duration_ms", "trace_id"),
            _ => true,
            log => Without(log, name => name is "k" or "k.l") with { HttpUrl = "", DurationMs = 0, TraceBytes = "" }
        ),
        new(
            Of([new() { Services = ["2*", "a"] }], "status", "client.ip", "user_agent", "http.method", "service"),
            log => log.Service.StartsWith('2') || log.Service == "a",
            log => log with { HttpStatus = 0, ClientAddress = "", UserAgent = "", HttpMethod = "", Service = "" }
        ),
        new(
            Of([], "correlation_id", "request", "\\", "'", "id", "weight", "timestamp"),
            _ => true,
            log => Without(log, name => name is "\\" or "'") with { CorrelationId = "", RequestId = "" }
        ),
    ];

    /// <summary>What is left of records.</summary>
    public IEnumerable<StoredLog> Of(IEnumerable<StoredLog> logs) => logs.Where(Shows).Select(Leave);

    private static DataScope Of(IReadOnlyList<RowRule> rows, params IEnumerable<string> hidden) =>
        new() { Rows = rows, HiddenFields = hidden.ToHashSet(StringComparer.Ordinal) };

    private static StoredLog Without(StoredLog log, Func<string, bool> isHidden) =>
        log with
        {
            Attributes = [.. log.Attributes.Where(one => !isHidden(one.Key))],
            Resource = [.. log.Resource.Where(one => !isHidden(one.Key))],
        };
}
