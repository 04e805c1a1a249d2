using System.Globalization;
using System.Text.Json.Nodes;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests;

/// <summary>A record as a test puts it into the table.</summary>
internal sealed record StoredLog
{
    private static ulong s_lastId = 7_000_000_000_000_000_000;

    /// <summary>The id; each record gets a higher one.</summary>
    public ulong Id { get; init; } = Interlocked.Increment(ref s_lastId);

    /// <summary>Nanoseconds since 1970.</summary>
    public long TimeUnixNano { get; init; } = ExploreHost.Now.AddMinutes(-1).ToUnixNano();

    public int Severity { get; init; } = 9;

    public string SeverityText { get; init; } = "INFO";

    public string Service { get; init; } = "checkout";

    public string Source { get; init; } = "";

    public string EventName { get; init; } = "";

    public string CorrelationId { get; init; } = "";

    public string RequestId { get; init; } = "";

    public string UserId { get; init; } = "";

    /// <summary>16 ASCII characters: the bytes of the id, which go through JSON as they are.</summary>
    public string TraceBytes { get; init; } = "";

    /// <summary>8 ASCII characters.</summary>
    public string SpanBytes { get; init; } = "";

    public float DurationMs { get; init; }

    public string HttpMethod { get; init; } = "";

    public string HttpRoute { get; init; } = "";

    public string HttpUrl { get; init; } = "";

    public int HttpStatus { get; init; }

    public string ClientAddress { get; init; } = "";

    public string UserAgent { get; init; } = "";

    /// <summary>How many records it stands for.</summary>
    public uint Weight { get; init; } = 1;

    /// <summary>The stream it was put into; empty for the usual one.</summary>
    public string Stream { get; init; } = "";

    public string Body { get; init; } = "hello";

    public IReadOnlyList<(string Key, string Value)> Attributes { get; init; } = [];

    public IReadOnlyList<(string Key, string Value)> Resource { get; init; } = [];

    /// <summary>This record at another time before now.</summary>
    public StoredLog Ago(TimeSpan age) => this with { TimeUnixNano = (ExploreHost.Now - age).ToUnixNano() };

    /// <summary>The row in ClickHouse's JSONEachRow.</summary>
    public JsonObject ToRow(TenantId tenant) =>
        new()
        {
            ["tenant"] = tenant.Value,
            ["ts"] = Nanos(TimeUnixNano),
            ["observed_ts"] = Nanos(TimeUnixNano)[..23],
            ["log_id"] = Id,
            ["severity_number"] = Severity,
            ["severity_text"] = SeverityText,
            ["service"] = Service,
            ["source"] = Source,
            ["event_name"] = EventName,
            ["correlation_id"] = CorrelationId,
            ["request_id"] = RequestId,
            ["user_id"] = UserId,
            ["trace_id"] = TraceBytes,
            ["span_id"] = SpanBytes,
            ["duration_ms"] = DurationMs,
            ["http_method"] = HttpMethod,
            ["http_route"] = HttpRoute,
            ["http_url"] = HttpUrl,
            ["http_status"] = HttpStatus,
            ["client_ip"] = ClientAddress,
            ["user_agent"] = UserAgent,
            ["weight"] = Weight,
            ["stream"] = Stream,
            ["body"] = Body,
            ["attributes"] = Map(Attributes),
            ["resource"] = Map(Resource),
            ["retention_days"] = 21_900, // tests live in another year than the engine; and 32-bit times end in 2106
        };

    private static string Nanos(long unixNano) =>
        UnixNano.ToText(unixNano).Replace('T', ' ').TrimEnd('Z').ToString(CultureInfo.InvariantCulture);

    private static JsonObject Map(IEnumerable<(string Key, string Value)> items) =>
        new(items.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value)));
}
