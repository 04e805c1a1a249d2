using System.Text;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;

namespace Monolith.Ingest.Tests;

/// <summary>A span as storage got it.</summary>
internal sealed record StoredSpan(
    string Tenant,
    string TraceId,
    string SpanId,
    string ParentSpanId,
    string TraceState,
    string Name,
    SpanKind Kind,
    long StartUnixNano,
    long EndUnixNano,
    SpanStatus Status,
    string StatusMessage,
    string Service,
    string Scope,
    string CorrelationId,
    string RequestId,
    string UserId,
    string HttpMethod,
    string HttpRoute,
    int HttpStatus,
    string PeerService,
    string DbSystem,
    IReadOnlyList<(string Key, string Value)> Attributes,
    IReadOnlyList<(string Key, string Value)> Resource,
    IReadOnlyList<string> Events,
    IReadOnlyList<string> Links
)
{
    public static StoredSpan CopyOf(SpanRecord span, TenantId tenant) =>
        new(
            tenant.Value,
            Hex(span.TraceId),
            Hex(span.SpanId),
            Hex(span.ParentSpanId),
            Text(span.TraceState),
            Text(span.Name),
            span.Kind,
            span.StartUnixNano,
            span.EndUnixNano,
            span.Status,
            Text(span.StatusMessage),
            Text(span.ServiceName),
            Text(span.ScopeName),
            Text(span.CorrelationId),
            Text(span.RequestId),
            Text(span.UserId),
            Text(span.HttpMethod),
            Text(span.HttpRoute),
            span.HttpStatus,
            Text(span.PeerService),
            Text(span.DbSystem),
            Pairs(span.Attributes.Items),
            Pairs(span.Resource.Items),
            [
                .. Enumerable
                    .Range(0, span.Events.Count)
                    .Select(i =>
                        $"{span.Events.Items[i].TimeUnixNano} {Text(span.Events.Items[i].Name)} {Listed(span.Events.AttributesOf(i))}"
                    ),
            ],
            [
                .. Enumerable
                    .Range(0, span.Links.Count)
                    .Select(i =>
                        $"{Hex(span.Links.Items[i].TraceId)} {Hex(span.Links.Items[i].SpanId)} {Listed(span.Links.AttributesOf(i))}"
                    ),
            ]
        );

    private static string Listed(ReadOnlySpan<LogAttribute> attributes) =>
        string.Join(',', Pairs(attributes).Select(a => $"{a.Key}={a.Value}"));

    private static List<(string Key, string Value)> Pairs(ReadOnlySpan<LogAttribute> attributes) =>
        [.. attributes.ToArray().Select(a => (Text(a.Key), Text(a.Value)))];

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
