using System.Buffers.Text;
using System.Text;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Signals;

namespace Monolith.Platform.Language.Matching;

/// <summary>Reads a field of a record as text. Empty means that the record does not have it.</summary>
internal abstract class FieldReader
{
    /// <summary>The most bytes that a value takes which is not text in the record itself.</summary>
    public const int ScratchBytes = 64;

    /// <param name="record">The record.</param>
    /// <param name="scratch">Room for <see cref="ScratchBytes"/>.</param>
    public abstract ReadOnlySpan<byte> Read(LogRecord record, Span<byte> scratch);

    /// <summary>The reader of a field, which knows where its values live.</summary>
    public static FieldReader Of(LogField field) =>
        field.Name switch
        {
            LogFields.Body => new TextReader(record => record.Body),
            LogFields.Severity => new SeverityReader(),
            "service" => new TextReader(record => record.ServiceName),
            "source" => new TextReader(record => record.Source),
            "event_name" => new TextReader(record => record.EventName),
            "correlation_id" => new TextReader(record => record.CorrelationId),
            "request_id" => new TextReader(record => record.RequestId),
            "user_id" => new TextReader(record => record.UserId),
            "trace_id" => new HexReader(record => record.TraceId),
            "span_id" => new HexReader(record => record.SpanId),
            "duration_ms" => new DurationReader(),
            "http.request.method" => new TextReader(record => record.HttpMethod),
            "http.route" => new TextReader(record => record.HttpRoute),
            "url.full" => new TextReader(record => record.HttpUrl),
            "http.response.status_code" => new StatusReader(),
            "client.address" => new TextReader(record => record.ClientAddress),
            "user_agent.original" => new TextReader(record => record.UserAgent),
            "weight" => new WeightReader(),

            // The path stands in for the URL where that is all that was sent.
            "url.path" or "http.target" => new AttributeReader(field.Name, record => record.HttpUrl),
            _ => new AttributeReader(field.Name, _ => default),
        };

    /// <summary>How long it took, as it will be stored; 0 when that is not known.</summary>
    public static float DurationOf(LogRecord record)
    {
        var duration = (float)record.DurationMs;
        return float.IsFinite(duration) ? duration : 0;
    }

    private sealed class TextReader(Func<LogRecord, ReadOnlyMemory<byte>> get) : FieldReader
    {
        public override ReadOnlySpan<byte> Read(LogRecord record, Span<byte> scratch) => get(record).Span;
    }

    private sealed class HexReader(Func<LogRecord, ReadOnlyMemory<byte>> get) : FieldReader
    {
        public override ReadOnlySpan<byte> Read(LogRecord record, Span<byte> scratch)
        {
            var id = get(record).Span;
            if (!id.ContainsAnyExcept((byte)0) || id.Length * 2 > scratch.Length)
            {
                return default;
            }

            Convert.TryToHexStringLower(id, scratch, out var written);
            return scratch[..written];
        }
    }

    private sealed class SeverityReader : FieldReader
    {
        private static readonly byte[][] Names = [.. SeverityRange.Names.Select(Encoding.UTF8.GetBytes)];

        public override ReadOnlySpan<byte> Read(LogRecord record, Span<byte> scratch)
        {
            var name = ((int)record.Severity + 3) / 4;
            return name > 0 && name <= Names.Length ? Names[name - 1] : default;
        }
    }

    private sealed class StatusReader : FieldReader
    {
        public override ReadOnlySpan<byte> Read(LogRecord record, Span<byte> scratch) =>
            record.HttpStatus != 0 && Utf8Formatter.TryFormat(record.HttpStatus, scratch, out var written)
                ? scratch[..written]
                : default;
    }

    // A record that stands for itself alone shows no weight.
    private sealed class WeightReader : FieldReader
    {
        public override ReadOnlySpan<byte> Read(LogRecord record, Span<byte> scratch) =>
            record.Weight > 1 && Utf8Formatter.TryFormat(record.Weight, scratch, out var written)
                ? scratch[..written]
                : default;
    }

    private sealed class DurationReader : FieldReader
    {
        public override ReadOnlySpan<byte> Read(LogRecord record, Span<byte> scratch) =>
            DurationOf(record) is not 0 and var duration && duration.TryFormat(scratch, out var written)
                ? scratch[..written]
                : default;
    }

    private sealed class AttributeReader(string name, Func<LogRecord, ReadOnlyMemory<byte>> otherwise) : FieldReader
    {
        private readonly byte[] _name = Encoding.UTF8.GetBytes(name);

        public override ReadOnlySpan<byte> Read(LogRecord record, Span<byte> scratch)
        {
            var value = First(record.Attributes.Items);
            value = value.IsEmpty ? First(record.Resource.Items) : value;
            return value.IsEmpty ? otherwise(record).Span : value;
        }

        // A name may come twice; like the map in ClickHouse, the first one counts.
        private ReadOnlySpan<byte> First(ReadOnlySpan<LogAttribute> attributes)
        {
            foreach (ref readonly var attribute in attributes)
            {
                if (attribute.Key.Span.SequenceEqual(_name))
                {
                    return attribute.Value.Span;
                }
            }

            return default;
        }
    }
}
