using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Routing.Sending;

/// <summary>Under which names a record's own fields stand in JSON.</summary>
internal sealed record JsonNames(
    string Time,
    string Body,
    string Level,
    string Service,
    string TraceId,
    string SpanId,
    string EventName
)
{
    /// <summary>Monolith's own, which <c>POST /api/v1/logs</c> reads.</summary>
    public static JsonNames Own { get; } =
        new("timestamp", "message", "level", "service_name", "trace_id", "span_id", "event_name");

    /// <summary>Those of the Elastic Common Schema.</summary>
    public static JsonNames Elastic { get; } =
        new("@timestamp", "message", "log.level", "service.name", "trace.id", "span.id", "event.action");
}

/// <summary>Writes records as flat JSON objects: the fields, then the attributes under their own names, then the resource's. Of two of
/// one name the second is left out: most readers take no object with both. Not thread-safe.</summary>
internal sealed class RecordJson(JsonNames names) : IDisposable
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // it is never put into a page
        SkipValidation = true,
    };

    private readonly Utf8JsonWriter _json = new(Stream.Null, WriterOptions);
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>Writes all records of a batch, each on a line.</summary>
    public void WriteLines(OutgoingBatch batch, IBufferWriter<byte> to)
    {
        foreach (var (id, record, _) in batch.Records())
        {
            Write(id, record, to);
            to.Write("\n"u8);
        }
    }

    /// <summary>Writes all records of a batch as an array.</summary>
    public void WriteArray(OutgoingBatch batch, IBufferWriter<byte> to)
    {
        var separator = "["u8;
        foreach (var (id, record, _) in batch.Records())
        {
            to.Write(separator);
            Write(id, record, to);
            separator = ","u8;
        }

        to.Write("]"u8);
    }

    /// <summary>Writes a record.</summary>
    public void Write(RecordId id, LogRecord record, IBufferWriter<byte> to)
    {
        _written.Clear();
        _json.Reset(to);
        _json.WriteStartObject();
        Write(names.Time, UnixNano.ToText(record.TimeUnixNano));
        Write(names.Level, RecordFields.Text(record.SeverityText.Span));
        WriteText(names.Body, record.Body.Span);
        WriteText(names.Service, record.ServiceName.Span);
        WriteId(names.TraceId, record.TraceId.Span);
        WriteId(names.SpanId, record.SpanId.Span);
        WriteText(names.EventName, record.EventName.Span);
        RecordFields.Visit(record, (name, value) => WriteText(RecordFields.Text(name.Span), value.Span));
        foreach (ref readonly var attribute in record.Resource.Items)
        {
            WriteText(RecordFields.Text(attribute.Key.Span), attribute.Value.Span);
        }

        Write("monolith.record_id", id.ToString());
        _json.WriteEndObject();
        _json.Flush();
    }

    public void Dispose() => _json.Dispose();

    private void Write(string name, string value)
    {
        if (_written.Add(name))
        {
            _json.WriteString(name, value);
        }
    }

    private void WriteText(string name, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty && _written.Add(name))
        {
            _json.WriteString(name, RecordFields.Valid(value));
        }
    }

    private void WriteId(string name, ReadOnlySpan<byte> id)
    {
        if (!id.IsEmpty)
        {
            Write(name, Convert.ToHexStringLower(id));
        }
    }
}
