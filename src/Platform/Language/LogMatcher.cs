using System.Text;
using Monolith.Platform.Signals;

namespace Monolith.Platform.Language;

/// <summary>
/// A filter made ready to be asked about one record after the other, on the bytes, without allocating. Thread-safe.
/// </summary>
public sealed class LogMatcher
{
    private readonly byte[][] _services;
    private readonly SeverityNumber _minimumSeverity;
    private readonly byte[][][] _body;
    private readonly byte[] _correlationId;
    private readonly byte[] _requestId;
    private readonly byte[] _userId;
    private readonly byte[] _traceId;
    private readonly Attribute[] _attributes;

    /// <summary>Makes a filter ready.</summary>
    public LogMatcher(LogFilter filter)
    {
        _services = [.. filter.Services.Select(Encoding.UTF8.GetBytes)];
        _minimumSeverity = filter.MinimumSeverity;
        _body = [.. filter.Body.Select(term => term.Words.Select(Encoding.UTF8.GetBytes).ToArray())];
        _correlationId = Encoding.UTF8.GetBytes(filter.CorrelationId ?? "");
        _requestId = Encoding.UTF8.GetBytes(filter.RequestId ?? "");
        _userId = Encoding.UTF8.GetBytes(filter.UserId ?? "");
        _traceId = Convert.FromHexString(filter.TraceId ?? "");
        _attributes = [.. filter.Attributes.Select(match => new Attribute(match))];
    }

    /// <summary>True when the record, normalised, is one of those that the filter means.</summary>
    public bool Matches(LogRecord record) =>
        record.Severity >= _minimumSeverity
        && (_services.Length == 0 || IsOneOf(record.ServiceName.Span, _services))
        && (_correlationId.Length == 0 || record.CorrelationId.Span.SequenceEqual(_correlationId))
        && (_requestId.Length == 0 || record.RequestId.Span.SequenceEqual(_requestId))
        && (_userId.Length == 0 || record.UserId.Span.SequenceEqual(_userId))
        && (_traceId.Length == 0 || record.TraceId.Span.SequenceEqual(_traceId))
        && HasAttributes(record)
        && HasWords(record.Body.Span);

    private bool HasAttributes(LogRecord record)
    {
        foreach (var attribute in _attributes)
        {
            if (!attribute.Matches(record))
            {
                return false;
            }
        }

        return true;
    }

    private bool HasWords(ReadOnlySpan<byte> body)
    {
        foreach (var words in _body)
        {
            if (!HasPhrase(body, words))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasPhrase(ReadOnlySpan<byte> body, byte[][] words)
    {
        for (var rest = SkipToWord(body); !rest.IsEmpty; rest = SkipToWord(SkipWord(rest)))
        {
            if (StartsWith(rest, words))
            {
                return true;
            }
        }

        return false;
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, byte[][] words)
    {
        foreach (var word in words)
        {
            var end = text.Length - SkipWord(text).Length;
            if (!EqualsLowered(text[..end], word))
            {
                return false;
            }

            text = SkipToWord(text[end..]);
        }

        return true;
    }

    private static ReadOnlySpan<byte> SkipToWord(ReadOnlySpan<byte> text)
    {
        var i = 0;
        while (i < text.Length && !BodyTerm.IsWordByte(text[i]))
        {
            i++;
        }

        return text[i..];
    }

    private static ReadOnlySpan<byte> SkipWord(ReadOnlySpan<byte> text)
    {
        var i = 0;
        while (i < text.Length && BodyTerm.IsWordByte(text[i]))
        {
            i++;
        }

        return text[i..];
    }

    private static bool EqualsLowered(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        if (text.Length != lower.Length)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var b = text[i];
            if ((b is >= (byte)'A' and <= (byte)'Z' ? b | 0x20 : b) != lower[i])
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsOneOf(ReadOnlySpan<byte> value, byte[][] values)
    {
        foreach (var candidate in values)
        {
            if (value.SequenceEqual(candidate))
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Attribute(AttributeMatch match)
    {
        private readonly byte[] _name = Encoding.UTF8.GetBytes(match.Name);
        private readonly (AttributeHome Home, byte[] Value, ushort Status)[] _values =
        [
            .. match.Values.Select(value =>
            {
                AttributeHome.TryReadStatus(value, out var status);
                return (AttributeHome.Of(match.Name, value), Encoding.UTF8.GetBytes(value), status);
            }),
        ];

        public bool Matches(LogRecord record)
        {
            foreach (var (home, value, status) in _values)
            {
                var isInField =
                    home.Field == AttributeField.HttpStatus
                        ? record.HttpStatus == status
                        : home.Field != AttributeField.None && FieldOf(record, home.Field).SequenceEqual(value);
                if (isInField || (home.AlsoAttribute && IsAmong(record, value)))
                {
                    return true;
                }
            }

            return false;
        }

        private bool IsAmong(LogRecord record, ReadOnlySpan<byte> value) =>
            FirstIs(record.Attributes.Items, value) || FirstIs(record.Resource.Items, value);

        // A name may come twice; like the map in ClickHouse, the first one counts.
        private bool FirstIs(ReadOnlySpan<LogAttribute> attributes, ReadOnlySpan<byte> value)
        {
            foreach (ref readonly var attribute in attributes)
            {
                if (attribute.Key.Span.SequenceEqual(_name))
                {
                    return attribute.Value.Span.SequenceEqual(value);
                }
            }

            return false;
        }

        private static ReadOnlySpan<byte> FieldOf(LogRecord record, AttributeField field) =>
            field switch
            {
                AttributeField.Service => record.ServiceName.Span,
                AttributeField.EventName => record.EventName.Span,
                AttributeField.CorrelationId => record.CorrelationId.Span,
                AttributeField.RequestId => record.RequestId.Span,
                AttributeField.UserId => record.UserId.Span,
                AttributeField.HttpMethod => record.HttpMethod.Span,
                AttributeField.HttpRoute => record.HttpRoute.Span,
                AttributeField.HttpUrl => record.HttpUrl.Span,
                AttributeField.ClientAddress => record.ClientAddress.Span,
                AttributeField.UserAgent => record.UserAgent.Span,
                _ => throw new ArgumentOutOfRangeException(nameof(field), field, null),
            };
    }
}
