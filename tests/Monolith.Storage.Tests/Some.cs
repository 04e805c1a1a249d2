using System.Text;
using Monolith.Platform.Signals;

namespace Monolith.Storage.Tests;

/// <summary>Test data.</summary>
internal static class Some
{
    /// <summary>A record as processing hands it on.</summary>
    public static LogRecord LogRecord(string body = "It happened.", string correlationId = "c-1")
    {
        var record = new LogRecord();
        record.Clear();
        record.TimeUnixNano = ManualTime.Start.ToUnixTimeMilliseconds() * 1_000_000;
        record.ObservedTimeUnixNano = record.TimeUnixNano;
        record.Severity = SeverityNumber.Info;
        record.SeverityText = Utf8("info");
        record.ServiceName = Utf8("checkout");
        record.Source = Utf8("ndjson");
        record.CorrelationId = Utf8(correlationId);
        record.TraceId = new byte[16];
        record.SpanId = new byte[8];
        record.Body = Utf8(body);
        record.Attributes.Add(Utf8("order.id"), Utf8("o-77"));
        record.Attributes.Add(Utf8("region"), Utf8("eu"));
        record.Resource.Add(Utf8("host.name"), Utf8("web-1"));
        return record;
    }

    /// <summary>A span as processing hands it on, with something in every field.</summary>
    public static SpanRecord Span(byte number = 1)
    {
        var start = ManualTime.Start.ToUnixTimeMilliseconds() * 1_000_000;
        var span = new SpanRecord
        {
            TraceId = Enumerable.Repeat((byte)0xAB, 16).ToArray(),
            SpanId = new byte[] { 1, 2, 3, 4, 5, 6, 7, number },
            ParentSpanId = new byte[] { 8, 7, 6, 5, 4, 3, 2, 1 },
            TraceState = Utf8("vendor=1"),
            Name = Utf8("GET /orders/{id}"),
            Kind = SpanKind.Server,
            StartUnixNano = start,
            EndUnixNano = start + 2_500_000,
            Status = SpanStatus.Error,
            StatusMessage = Utf8("no"),
            ServiceName = Utf8("checkout"),
            ScopeName = Utf8("Orders"),
            CorrelationId = Utf8("c-1"),
            RequestId = Utf8("r-1"),
            UserId = Utf8("u-1"),
            HttpMethod = Utf8("GET"),
            HttpRoute = Utf8("/orders/{id}"),
            HttpStatus = 503,
            PeerService = Utf8("payment"),
            DbSystem = Utf8("postgresql"),
        };
        span.Attributes.Add(Utf8("order.id"), Utf8("o-77"));
        span.Resource.Add(Utf8("host.name"), Utf8("web-1"));
        span.Events.Add(new SpanEvent(start + 1, Utf8("exception")));
        span.Events.Attributes.Add(Utf8("exception.message"), Utf8("no"));
        span.Events.Attributes.Add(Utf8("exception.type"), Utf8("Refused"));
        span.Events.Add(new SpanEvent(start + 2, Utf8("retry")));
        span.Links.Add(new SpanLink(Enumerable.Repeat((byte)0xCD, 16).ToArray(), new byte[8]));
        span.Links.Attributes.Add(Utf8("why"), Utf8("batch"));
        return span;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
