using System.Text;
using Microsoft.AspNetCore.Http;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Intake;

/// <summary>Reads the headers that say what a request belongs to: <c>X-Correlation-ID</c>, <c>X-Request-ID</c> and W3C's
/// <c>traceparent</c>.</summary>
internal static class IdHeaders
{
    // What is longer is no id, and would be stored with every record of the request.
    private const int Longest = 128;

    /// <summary>What the headers say; null when they say nothing.</summary>
    public static RequestIds? Read(IHeaderDictionary headers)
    {
        var correlation = Text(headers["X-Correlation-ID"]);
        var request = Text(headers["X-Request-ID"]);
        var trace = headers.TraceParent.Count == 0 ? default : TraceOf(headers.TraceParent);
        return correlation.IsEmpty && request.IsEmpty && trace.TraceId.IsEmpty
            ? null
            : new RequestIds(correlation, request, trace);
    }

    private static TraceParent TraceOf(string? value)
    {
        TraceParent.TryRead(Text(value).Span, new byte[TraceParent.Bytes], out var trace);
        return trace;
    }

    private static ReadOnlyMemory<byte> Text(string? value) =>
        value is { Length: > 0 and <= Longest } ? Encoding.UTF8.GetBytes(value) : default;
}
