using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Monolith.DaprSidecar.PubSub;

/// <summary>The trace that a publish call belongs to, in the words of W3C.</summary>
internal readonly record struct TraceContext(string TraceParent, string TraceState)
{
    /// <summary>The sidecar's own span: a child of the caller's, or the start of a trace.</summary>
    public static TraceContext Of(HttpRequest request)
    {
        var trace = ActivityContext.TryParse(request.Headers.TraceParent, request.Headers["tracestate"], out var caller)
            ? caller.TraceId
            : ActivityTraceId.CreateRandom();
        var flags = caller.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00";
        return new TraceContext(
            $"00-{trace}-{ActivitySpanId.CreateRandom()}-{flags}",
            request.Headers["tracestate"].ToString()
        );
    }
}
