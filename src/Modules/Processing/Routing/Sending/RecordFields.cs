using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Routing.Sending;

/// <summary>One thing that a record says.</summary>
/// <param name="name">Its name.</param>
/// <param name="value">Its value as text.</param>
internal delegate void FieldVisitor(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value);

/// <summary>The fields of a record that most protocols have no place for, under the names by which Monolith and others read them back
/// from attributes.</summary>
internal static class RecordFields
{
    private static readonly ReadOnlyMemory<byte> CorrelationId = "correlation_id"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> RequestId = "request_id"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> UserId = "user_id"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Duration = "duration_ms"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Method = "http.request.method"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Route = "http.route"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Url = "url.full"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Status = "http.response.status_code"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Client = "client.address"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Agent = "user_agent.original"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Weight = "monolith.weight"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Stream = "monolith.stream"u8.ToArray();

    /// <summary>Visits those that the record has, then its attributes.</summary>
    public static void Visit(LogRecord record, FieldVisitor visit)
    {
        VisitText(CorrelationId, record.CorrelationId, visit);
        VisitText(RequestId, record.RequestId, visit);
        VisitText(UserId, record.UserId, visit);
        if (!double.IsNaN(record.DurationMs))
        {
            visit(Duration, Bytes(record.DurationMs.ToString("R", CultureInfo.InvariantCulture)));
        }

        VisitText(Method, record.HttpMethod, visit);
        VisitText(Route, record.HttpRoute, visit);
        VisitText(Url, record.HttpUrl, visit);
        if (record.HttpStatus != 0)
        {
            visit(Status, Bytes(record.HttpStatus.ToString(CultureInfo.InvariantCulture)));
        }

        VisitText(Client, record.ClientAddress, visit);
        VisitText(Agent, record.UserAgent, visit);
        if (record.Weight != 1)
        {
            visit(Weight, Bytes(record.Weight.ToString(CultureInfo.InvariantCulture)));
        }

        VisitText(Stream, record.Stream, visit);
        foreach (ref readonly var attribute in record.Attributes.Items)
        {
            visit(attribute.Key, attribute.Value);
        }
    }

    /// <summary>The value of an attribute, of the record or of its resource; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Find(LogRecord record, ReadOnlySpan<byte> name)
    {
        var found = Find(record.Attributes, name);
        return found.IsEmpty ? Find(record.Resource, name) : found;
    }

    /// <summary>Bytes as text; what is no UTF-8 becomes U+FFFD.</summary>
    public static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value);

    /// <summary>The same bytes where they are UTF-8, and mended ones where they are not: nobody takes the others.</summary>
    public static ReadOnlySpan<byte> Valid(ReadOnlySpan<byte> value) =>
        Utf8.IsValid(value) ? value : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(value));

    /// <summary>The family of a severity, in lower case; <c>unknown</c> for none.</summary>
    public static string Level(SeverityNumber severity) =>
        (int)severity switch
        {
            0 => "unknown",
            <= 4 => "trace",
            <= 8 => "debug",
            <= 12 => "info",
            <= 16 => "warn",
            <= 20 => "error",
            _ => "fatal",
        };

    private static ReadOnlySpan<byte> Find(AttributeList attributes, ReadOnlySpan<byte> name)
    {
        foreach (ref readonly var attribute in attributes.Items)
        {
            if (attribute.Key.Span.SequenceEqual(name))
            {
                return attribute.Value.Span;
            }
        }

        return default;
    }

    private static void VisitText(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value, FieldVisitor visit)
    {
        if (!value.IsEmpty)
        {
            visit(name, value);
        }
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
