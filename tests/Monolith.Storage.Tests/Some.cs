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

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
