using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Monolith.Platform.Language;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Routing.Destinations;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Routing.Sending;

/// <summary>Sends errors to Sentry, an envelope for each; what is no error is passed over. An event's id is its record's, and Sentry
/// keeps one of two with the same.</summary>
internal sealed class SentrySender(
    TenantId tenant,
    SentrySettings settings,
    DestinationHttp http,
    DestinationSecrets secrets,
    TimeProvider clock
) : ISender
{
    private readonly ArrayBufferWriter<byte> _event = new();
    private readonly ArrayBufferWriter<byte> _envelope = new();

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingBatch batch, CancellationToken cancellationToken)
    {
        if (SentryProject.Of(Encoding.UTF8.GetString(secrets.Get(tenant, settings.Dsn))) is not { } project)
        {
            return new SendResult(SendOutcome.Failed, $"the secret '{settings.Dsn}' is no DSN");
        }

        var refused = new HashSet<int>();
        var (index, sent, receipt) = (-1, 0, "200");
        foreach (var (id, record, _) in batch.Records())
        {
            index++;
            if (record.Severity < SeverityNumber.Error)
            {
                continue;
            }

            WriteEnvelope(id, record);
            var result = (await http.SendAsync(Request(project), cancellationToken)).Result;
            switch (result.Outcome)
            {
                case SendOutcome.Failed:
                    return result;
                case SendOutcome.Refused:
                    refused.Add(index);
                    receipt = result.Receipt;
                    break;
                case SendOutcome.Delivered:
                    sent++;
                    break;
                default:
                    throw new InvalidOperationException($"{result.Outcome} is no outcome.");
            }
        }

        return new SendResult(SendOutcome.Delivered, refused.Count > 0 ? receipt : $"{sent} events", Refused: refused);
    }

    private HttpRequestMessage Request(SentryProject project)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, project.Envelopes)
        {
            Content = new ByteArrayContent(_envelope.WrittenSpan.ToArray()),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-sentry-envelope");
        request.Headers.TryAddWithoutValidation(
            "X-Sentry-Auth",
            $"Sentry sentry_version=7, sentry_client=monolith/1.0, sentry_key={project.Key}"
        );
        return request;
    }

    private void WriteEnvelope(RecordId id, LogRecord record)
    {
        WriteEvent(id, record);
        _envelope.ResetWrittenCount();
        var sentAt = UnixNano.ToText(clock.GetUtcNow().ToUnixNano());
        _envelope.Write(Encoding.UTF8.GetBytes($"{{\"event_id\":\"{id}\",\"sent_at\":\"{sentAt}\"}}\n"));
        _envelope.Write(Encoding.UTF8.GetBytes($"{{\"type\":\"event\",\"length\":{_event.WrittenCount}}}\n"));
        _envelope.Write(_event.WrittenSpan);
        _envelope.Write("\n"u8);
    }

    private void WriteEvent(RecordId id, LogRecord record)
    {
        _event.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_event);
        json.WriteStartObject();
        json.WriteString("event_id", id.ToString());
        json.WriteString("timestamp", UnixNano.ToText(record.TimeUnixNano));
        json.WriteString("platform", "other");
        json.WriteString("level", RecordFields.Level(record.Severity));
        WriteText("logger", RecordFields.Find(record, "otel.scope.name"u8), json);
        WriteText("server_name", RecordFields.Find(record, "host.name"u8), json);
        WriteText("release", RecordFields.Find(record, "service.version"u8), json);
        WriteText("transaction", record.HttpRoute.Span, json);
        WriteEnvironment(record, json);
        json.WriteStartObject("message");
        WriteText("formatted", record.Body.Span, json);
        json.WriteEndObject();
        WriteException(record, json);
        WriteTrace(record, json);
        if (!record.UserId.IsEmpty)
        {
            json.WriteStartObject("user");
            WriteText("id", record.UserId.Span, json);
            json.WriteEndObject();
        }

        json.WriteStartObject("tags");
        WriteText("service", record.ServiceName.Span, json);
        WriteText("correlation_id", record.CorrelationId.Span, json);
        WriteText("request_id", record.RequestId.Span, json);
        json.WriteEndObject();
        WriteExtra(record, json);
        json.WriteEndObject();
    }

    private void WriteEnvironment(LogRecord record, Utf8JsonWriter json)
    {
        var said = RecordFields.Find(record, "deployment.environment.name"u8);
        said = said.IsEmpty ? RecordFields.Find(record, "deployment.environment"u8) : said;
        WriteText("environment", said.IsEmpty ? Encoding.UTF8.GetBytes(settings.Environment ?? "") : said, json);
    }

    // An exception's stack trace has another form in every language; Sentry shows it whole as extra data.
    private static void WriteException(LogRecord record, Utf8JsonWriter json)
    {
        var type = RecordFields.Find(record, "exception.type"u8);
        var message = RecordFields.Find(record, "exception.message"u8);
        if (type.IsEmpty && message.IsEmpty)
        {
            return;
        }

        json.WriteStartObject("exception");
        json.WriteStartArray("values");
        json.WriteStartObject();
        WriteText("type", type.IsEmpty ? "Error"u8 : type, json);
        WriteText("value", message, json);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTrace(LogRecord record, Utf8JsonWriter json)
    {
        if (record.TraceId.IsEmpty || record.SpanId.IsEmpty)
        {
            return;
        }

        json.WriteStartObject("contexts");
        json.WriteStartObject("trace");
        json.WriteString("trace_id", Convert.ToHexStringLower(record.TraceId.Span));
        json.WriteString("span_id", Convert.ToHexStringLower(record.SpanId.Span));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteExtra(LogRecord record, Utf8JsonWriter json)
    {
        json.WriteStartObject("extra");
        var written = new HashSet<string>(StringComparer.Ordinal);
        RecordFields.Visit(
            record,
            (name, value) =>
            {
                var text = RecordFields.Text(name.Span);
                if (written.Add(text))
                {
                    WriteText(text, value.Span, json);
                }
            }
        );
        json.WriteEndObject();
    }

    private static void WriteText(string name, ReadOnlySpan<byte> value, Utf8JsonWriter json)
    {
        if (!value.IsEmpty)
        {
            json.WriteString(name, RecordFields.Valid(value));
        }
    }
}

/// <summary>A project of Sentry's, as its DSN names it.</summary>
/// <param name="Envelopes">Where envelopes go.</param>
/// <param name="Key">The public key.</param>
internal sealed record SentryProject(Uri Envelopes, string Key)
{
    /// <summary>Reads <c>https://KEY@HOST/PATH/PROJECT</c>; null when it is no DSN.</summary>
    public static SentryProject? Of(string dsn)
    {
        if (!Uri.TryCreate(dsn.Trim(), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return null;
        }

        var key = url.UserInfo.Split(':')[0];
        var slash = url.AbsolutePath.LastIndexOf('/');
        var project = url.AbsolutePath[(slash + 1)..];
        return key.Length == 0 || project.Length == 0
            ? null
            : new SentryProject(
                new Uri($"{url.Scheme}://{url.Authority}{url.AbsolutePath[..slash]}/api/{project}/envelope/"),
                key
            );
    }
}
