using System.Buffers.Text;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Spans;

/// <summary>
/// Moves the attributes that have a column of their own into the span's fields: those of OpenTelemetry's semantic
/// conventions, in their older and newer names, and the ids of the product's contract. An attribute stays where it is when
/// the field is taken already or the value does not fit it, so nothing is lost.
/// </summary>
internal static class SpanAttributes
{
    public static void MoveToFields(SpanRecord span)
    {
        var attributes = span.Attributes;
        var kept = 0;
        for (var i = 0; i < attributes.Count; i++)
        {
            if (!TryMove(span, attributes.Items[i]))
            {
                // Closed up in one pass: taking them out one by one would move all the later ones each time.
                attributes.Move(i, kept++);
            }
        }

        attributes.Truncate(kept);
    }

    private static bool TryMove(SpanRecord span, in LogAttribute attribute)
    {
        var key = attribute.Key.Span;
        var value = attribute.Value;
        switch (key.Length)
        {
            case 7 when key.SequenceEqual("user.id"u8) || key.SequenceEqual("user_id"u8):
            case 10 when key.SequenceEqual("enduser.id"u8):
                return TryFill(span.UserId, value, span, static (s, v) => s.UserId = v);
            case 9 when key.SequenceEqual("db.system"u8):
            case 14 when key.SequenceEqual("db.system.name"u8):
                return TryFill(span.DbSystem, value, span, static (s, v) => s.DbSystem = v);
            case 10 when key.SequenceEqual("http.route"u8):
                return TryFill(span.HttpRoute, value, span, static (s, v) => s.HttpRoute = v);
            case 10 when key.SequenceEqual("request_id"u8):
                return TryFill(span.RequestId, value, span, static (s, v) => s.RequestId = v);
            case 11 when key.SequenceEqual("http.method"u8):
            case 19 when key.SequenceEqual("http.request.method"u8):
                return TryFill(span.HttpMethod, value, span, static (s, v) => s.HttpMethod = v);
            case 12 when key.SequenceEqual("peer.service"u8):
                return TryFill(span.PeerService, value, span, static (s, v) => s.PeerService = v);
            case 14 when key.SequenceEqual("correlation_id"u8):
                return TryFill(span.CorrelationId, value, span, static (s, v) => s.CorrelationId = v);
            case 16 when key.SequenceEqual("http.status_code"u8):
            case 25 when key.SequenceEqual("http.response.status_code"u8):
                return TryFillStatus(span, value.Span);
            default:
                return false;
        }
    }

    private static bool TryFill(
        ReadOnlyMemory<byte> field,
        ReadOnlyMemory<byte> value,
        SpanRecord span,
        Action<SpanRecord, ReadOnlyMemory<byte>> set
    )
    {
        if (!field.IsEmpty || value.IsEmpty)
        {
            return false;
        }

        set(span, value);
        return true;
    }

    private static bool TryFillStatus(SpanRecord span, ReadOnlySpan<byte> value)
    {
        if (
            span.HttpStatus != 0
            || !Utf8Parser.TryParse(value, out ushort status, out var read)
            || read != value.Length
            || status is < 100 or > 599
        )
        {
            return false;
        }

        span.HttpStatus = status;
        return true;
    }
}
