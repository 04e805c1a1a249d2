using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Routing.Destinations;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Routing.Sending;

/// <summary>Sends records by Loki's push API: a stream for each service and level, everything else as structured metadata.</summary>
internal sealed class LokiSender(TenantId tenant, LokiSettings settings, DestinationHttp http) : ISender
{
    private const string Path = "/loki/api/v1/push";

    private readonly ArrayBufferWriter<byte> _body = new();

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingBatch batch, CancellationToken cancellationToken)
    {
        Write(batch);
        var request = http.Post(tenant, settings, Path, _body.WrittenMemory, "application/json");
        request.Headers.Add("Idempotency-Key", batch.Id);
        if (settings.OrgId is { } org)
        {
            request.Headers.TryAddWithoutValidation("X-Scope-OrgID", org);
        }

        return (await http.SendAsync(request, cancellationToken)).Result;
    }

    private void Write(OutgoingBatch batch)
    {
        var streams = new Dictionary<(string Service, string Level), ArrayBufferWriter<byte>>();
        foreach (var (_, record, _) in batch.Records())
        {
            var key = (RecordFields.Text(record.ServiceName.Span), RecordFields.Level(record.Severity));
            if (!streams.TryGetValue(key, out var values))
            {
                streams.Add(key, values = new ArrayBufferWriter<byte>());
            }

            values.Write(values.WrittenCount == 0 ? "["u8 : ","u8);
            WriteValue(record, values);
        }

        _body.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_body);
        json.WriteStartObject();
        json.WriteStartArray("streams");
        foreach (var ((service, level), values) in streams)
        {
            values.Write("]"u8);
            json.WriteStartObject();
            WriteLabels(service, level, json);
            json.WritePropertyName("values");
            json.WriteRawValue(values.WrittenSpan, skipInputValidation: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteLabels(string service, string level, Utf8JsonWriter json)
    {
        json.WriteStartObject("stream");
        foreach (var (name, value) in settings.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (name is not ("service_name" or "level"))
            {
                json.WriteString(name, value);
            }
        }

        json.WriteString("service_name", service);
        json.WriteString("level", level);
        json.WriteEndObject();
    }

    private static void WriteValue(LogRecord record, ArrayBufferWriter<byte> to)
    {
        using var json = new Utf8JsonWriter(to);
        json.WriteStartArray();
        json.WriteStringValue(record.TimeUnixNano.ToString(CultureInfo.InvariantCulture));
        json.WriteStringValue(RecordFields.Valid(record.Body.Span));
        json.WriteStartObject();
        var written = new HashSet<string>(StringComparer.Ordinal);
        WriteId("trace_id", record.TraceId.Span, json, written);
        WriteId("span_id", record.SpanId.Span, json, written);
        RecordFields.Visit(record, (name, value) => WriteMetadata(name.Span, value.Span, json, written));
        foreach (ref readonly var attribute in record.Resource.Items)
        {
            WriteMetadata(attribute.Key.Span, attribute.Value.Span, json, written);
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteId(string name, ReadOnlySpan<byte> id, Utf8JsonWriter json, HashSet<string> written)
    {
        if (!id.IsEmpty && written.Add(name))
        {
            json.WriteString(name, Convert.ToHexStringLower(id));
        }
    }

    private static void WriteMetadata(
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> value,
        Utf8JsonWriter json,
        HashSet<string> written
    )
    {
        var label = LabelOf(name);
        if (label.Length > 0 && written.Add(label))
        {
            json.WriteString(label, RecordFields.Valid(value));
        }
    }

    // Loki's names have letters, digits and '_' only.
    private static string LabelOf(ReadOnlySpan<byte> name) =>
        string.Create(
            RecordFields.Text(name).Length,
            RecordFields.Text(name),
            static (to, from) =>
            {
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = char.IsAsciiLetter(from[i]) || (i > 0 && char.IsAsciiDigit(from[i])) ? from[i] : '_';
                }
            }
        );
}
