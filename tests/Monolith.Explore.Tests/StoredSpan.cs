using System.Text.Json.Nodes;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests;

/// <summary>A span as a test puts it into the table.</summary>
internal sealed record StoredSpan
{
    private static int s_lastTrace;
    private static ulong s_lastId = 8_000_000_000_000_000_000;

    /// <summary>The trace: 16 ASCII characters, the bytes of the id, which go through JSON as they are.</summary>
    public string TraceBytes { get; init; } = NewTrace();

    /// <summary>8 ASCII characters.</summary>
    public string SpanBytes { get; init; } = "span-001";

    /// <summary>8 ASCII characters, or nothing for a root.</summary>
    public string ParentBytes { get; init; } = "";

    public string Service { get; init; } = "checkout";

    public string Name { get; init; } = "GET /orders";

    public string Kind { get; init; } = "server";

    public string Status { get; init; } = "unset";

    public TimeSpan Age { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan Duration { get; init; } = TimeSpan.FromMilliseconds(2.5);

    public string PeerService { get; init; } = "";

    public int HttpStatus { get; init; }

    public string EventName { get; init; } = "";

    public string LinkedTraceBytes { get; init; } = "";

    /// <summary>The trace's id as callers write it.</summary>
    public string TraceId => Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(TraceBytes));

    /// <summary>The bytes of a trace that no other test has.</summary>
    public static string NewTrace() => $"trace-{Interlocked.Increment(ref s_lastTrace):0000000000}";

    /// <summary>The row in ClickHouse's JSONEachRow.</summary>
    public JsonObject ToRow(TenantId tenant)
    {
        var time = Time();
        return new JsonObject
        {
            ["tenant"] = tenant.Value,
            ["ts"] = time,
            ["id"] = Interlocked.Increment(ref s_lastId),
            ["duration_ns"] = Duration.Ticks * TimeSpan.NanosecondsPerTick,
            ["trace_id"] = TraceBytes,
            ["span_id"] = SpanBytes,
            ["parent_span_id"] = ParentBytes,
            ["service"] = Service,
            ["name"] = Name,
            ["kind"] = Kind,
            ["status"] = Status,
            ["peer_service"] = PeerService,
            ["http_status"] = HttpStatus,
            ["attributes"] = new JsonObject { ["order.id"] = "4711" },
            ["resource"] = new JsonObject { ["host.name"] = "web-1" },
            ["events.ts"] = EventName.Length > 0 ? new JsonArray(time) : [],
            ["events.name"] = EventName.Length > 0 ? new JsonArray(EventName) : [],
            ["events.attributes"] = EventName.Length > 0 ? new JsonArray(new JsonObject { ["k"] = "v" }) : [],
            ["links.trace_id"] = LinkedTraceBytes.Length > 0 ? new JsonArray(LinkedTraceBytes) : [],
            ["links.span_id"] = LinkedTraceBytes.Length > 0 ? new JsonArray("linked-1") : [],
            ["links.attributes"] = LinkedTraceBytes.Length > 0 ? new JsonArray(new JsonObject()) : [],
            ["retention_days"] = 21_900, // tests live in another year than the engine; and 32-bit times end in 2106
        };
    }

    private string Time() => UnixNano.ToText((ExploreHost.Now - Age).ToUnixNano()).Replace('T', ' ').TrimEnd('Z');
}
